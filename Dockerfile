# docker build -t episoded . && docker run -p 8080:8080 episoded
# serves the sample episode at once. Your own pages:
#   docker run -p 8080:8080 -v "$PWD/pages:/pages:ro" -v episodes:/data episoded serve /pages

FROM debian:bookworm-slim AS build
WORKDIR /src
COPY scripts/install-deps scripts/
RUN scripts/install-deps build
COPY Makefile ./
COPY scripts scripts
COPY include include
COPY schema schema
COPY server server
RUN make -j"$(nproc)" && strip build/episoded

FROM debian:bookworm-slim
RUN apt-get -qq update \
    && apt-get -qq install -y --no-install-recommends \
        libmicrohttpd12 libjansson4 libsqlite3-0 libutf8proc2 libstemmer0d libmd0 libsystemd0 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home episoded \
    && install -d -o episoded -g episoded /data
COPY --from=build /src/build/episoded /usr/local/bin/episoded
# --chown: a clone made under umask 077 is readable here too
COPY --chown=episoded tests/data/sample/the-tide-clock.txt \
    tests/data/sample/the-tide-clock.meta.json /usr/share/episoded/
# a number, so that Kubernetes' runAsNonRoot can see it is not root
USER 10001
ENV EPISODED_DB=/data/episodes.db EPISODED_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=2m CMD ["episoded", "health"]
ENTRYPOINT ["episoded"]
CMD ["serve", "/usr/share/episoded/the-tide-clock.txt"]
