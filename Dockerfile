# docker build -t doorward .
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked --package doorward && install -d /empty/data

# glibc, certificate authorities, and nothing to run but Doorward; it runs as user 65532.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/doorward /usr/local/bin/doorward
COPY --from=build --chown=nonroot:nonroot /empty/data /data
ENV HOST=0.0.0.0 PORT=3080 DOORWARD_DATA=/data
WORKDIR /data
VOLUME /data
EXPOSE 3080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["doorward", "healthcheck"]
ENTRYPOINT ["doorward"]
