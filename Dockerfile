# docker build -t episoded . && docker run -p 8080:8080 episoded
# serves the sample episode at once. Your own pages:
#   docker run -p 8080:8080 -v "$PWD/pages:/pages:ro" -v episodes:/data episoded serve /pages

FROM debian:bookworm-slim AS build
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends make
WORKDIR /src
COPY scripts scripts
RUN scripts/install-deps build
COPY Makefile ./
COPY include include
COPY schema schema
COPY server server
RUN make -j"$(nproc)" && strip build/episoded

FROM debian:bookworm-slim
RUN apt-get -qq update \
    && apt-get -qq install -y --no-install-recommends \
        libmicrohttpd12 libjansson4 libsqlite3-0 libutf8proc2 libmd0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home episoded \
    && install -d -o episoded -g episoded /data
COPY --from=build /src/build/episoded /usr/local/bin/episoded
COPY tests/data/sample/the-tide-clock.txt tests/data/sample/the-tide-clock.meta.json \
    /usr/share/episoded/
USER episoded
ENV EPISODED_DB=/data/episodes.db EPISODED_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["episoded", "health"]
ENTRYPOINT ["episoded"]
CMD ["serve", "/usr/share/episoded/the-tide-clock.txt"]
