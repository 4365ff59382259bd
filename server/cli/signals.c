#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#include "cli.h"

static const int ending[] = {SIGINT, SIGTERM};

/* What a process does on a signal is its own, so this is too. */
static atomic_int came;
static sem_t has_come;

static void set_all(void (*handler)(int))
{
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        signal(ending[i], handler);
}

/* Only what signal-safety(7) allows: signal, raise, sem_post and lock-free atomics. Two signals may
 * both be on their way here. */
static void remember(int number)
{
    int error = errno;

    set_all(SIG_DFL);
    if (atomic_exchange(&came, number))
        raise(number);
    else
        sem_post(&has_come);
    errno = error;
}

void signals_hold(void)
{
    sem_init(&has_come, 0, 0);
    set_all(remember);
}

int signals_came(void)
{
    return atomic_load(&came);
}

void signals_wait(void)
{
    while (sem_wait(&has_come) != 0 && errno == EINTR)
        ;
}
