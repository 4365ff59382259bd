#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

#include "cli.h"

/* What a process does on a signal is its own, so this is too. */
static sigset_t ending;
static atomic_int came;
static sem_t has_come;

static void die_of(int number)
{
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
    raise(number);
}

static void *run(void *unused)
{
    int number;

    (void)unused;
    sigwait(&ending, &number);
    atomic_store(&came, number);
    sem_post(&has_come);
    sigwait(&ending, &number);
    die_of(number);
    return NULL;
}

enum err signals_hold(struct failure *f)
{
    pthread_t thread;

    sem_init(&has_come, 0, 0);
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
    if (pthread_create(&thread, NULL, run, NULL) != 0)
        return fail(f, ERR_IO, "the thread that waits for signals can't start");
    pthread_detach(thread);
    return OK;
}

int signals_came(void)
{
    return atomic_load(&came);
}

void signals_obey(void)
{
    if (signals_came())
        die_of(signals_came());
}

void signals_wait(void)
{
    while (sem_wait(&has_come) != 0 && errno == EINTR)
        ;
}
