# One Dockerfile for all: docker build --build-arg SERVICE=services/cartservice -t cartservice:0.1.0 .
# SERVICE is a folder: services/<name>, loadgen (image loadgenerator), labs (image training), traceview (image traces),
# tools/canary (image canaryd), tools/sampleapp, or tools/shop (image shop), which is made of all others and needs --build-arg SOURCES=. as well.
# --target dev runs the sources, and again when one changes.

ARG NODE_IMAGE=node:26.10.0-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

# Packages for all services, once: a new line in one service's manifest is all that brings this stage back to work.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS deps
WORKDIR /src
COPY package.json package-lock.json tsconfig.base.json ./
COPY libs/addresses/package.json libs/addresses/
COPY libs/cards/package.json libs/cards/
COPY libs/contract/package.json libs/contract/
COPY libs/faults/package.json libs/faults/
COPY libs/judge/package.json libs/judge/
COPY libs/locks/package.json libs/locks/
COPY libs/money/package.json libs/money/
COPY libs/outputs/package.json libs/outputs/
COPY libs/random/package.json libs/random/
COPY libs/rpc/package.json libs/rpc/
COPY libs/runtime/package.json libs/runtime/
COPY libs/state/package.json libs/state/
COPY libs/telemetry/package.json libs/telemetry/
COPY libs/testkit/package.json libs/testkit/
COPY libs/text/package.json libs/text/
COPY libs/traces/package.json libs/traces/
COPY libs/web/package.json libs/web/
COPY labs/package.json labs/
COPY loadgen/package.json loadgen/
COPY services/adservice/package.json services/adservice/
COPY services/cartservice/package.json services/cartservice/
COPY services/checkoutservice/package.json services/checkoutservice/
COPY services/currencyservice/package.json services/currencyservice/
COPY services/emailservice/package.json services/emailservice/
COPY services/flagservice/package.json services/flagservice/
COPY services/frontend/package.json services/frontend/
COPY services/paymentservice/package.json services/paymentservice/
COPY services/productcatalogservice/package.json services/productcatalogservice/
COPY services/recommendationservice/package.json services/recommendationservice/
COPY services/shippingservice/package.json services/shippingservice/
COPY tests/package.json tests/
COPY tools/bundle/package.json tools/bundle/
COPY tools/canary/package.json tools/canary/
COPY tools/canary-pipeline/package.json tools/canary-pipeline/
COPY tools/chaos/package.json tools/chaos/
COPY tools/check/package.json tools/check/
COPY tools/deploy/package.json tools/deploy/
COPY tools/gen/package.json tools/gen/
COPY tools/pack/package.json tools/pack/
COPY tools/release/package.json tools/release/
COPY tools/revisions/package.json tools/revisions/
COPY tools/sampleapp/package.json tools/sampleapp/
COPY tools/scraper/package.json tools/scraper/
COPY tools/shop/package.json tools/shop/
COPY traceview/package.json traceview/
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=ca,required=false \
    if [ -f /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error

# What SERVICE imports. A library that it doesn't may be left out by naming protos in its place (CARDS=protos), as skaffold.yaml does:
# then a change in that library builds nothing anew.
FROM scratch AS sources
COPY protos /protos
ARG ADDRESSES=libs/addresses
COPY ${ADDRESSES} /${ADDRESSES}
ARG CARDS=libs/cards
COPY ${CARDS} /${CARDS}
ARG CONTRACT=libs/contract
COPY ${CONTRACT} /${CONTRACT}
ARG FAULTS=libs/faults
COPY ${FAULTS} /${FAULTS}
ARG JUDGE=libs/judge
COPY ${JUDGE} /${JUDGE}
ARG LOCKS=libs/locks
COPY ${LOCKS} /${LOCKS}
ARG MONEY=libs/money
COPY ${MONEY} /${MONEY}
ARG OUTPUTS=libs/outputs
COPY ${OUTPUTS} /${OUTPUTS}
ARG RANDOM=libs/random
COPY ${RANDOM} /${RANDOM}
ARG RPC=libs/rpc
COPY ${RPC} /${RPC}
ARG RUNTIME=libs/runtime
COPY ${RUNTIME} /${RUNTIME}
ARG STATE=libs/state
COPY ${STATE} /${STATE}
ARG TELEMETRY=libs/telemetry
COPY ${TELEMETRY} /${TELEMETRY}
ARG TEXT=libs/text
COPY ${TEXT} /${TEXT}
ARG TRACES=libs/traces
COPY ${TRACES} /${TRACES}
ARG WEB=libs/web
COPY ${WEB} /${WEB}

FROM deps AS build
COPY --from=sources / ./
COPY tools/bundle tools/bundle
ARG SERVICE
ARG SOURCES=${SERVICE}
COPY ${SOURCES} ${SOURCES}
WORKDIR /src/${SERVICE}
RUN npm run build --silent && cp -r dist /app
# V8's compiled code, made by one start and orderly stop with the Node that will run it. Code for another processor can't be
# made here: such an image takes some 20 ms more to start.
ARG BUILDARCH TARGETARCH
RUN if [ "$BUILDARCH" = "$TARGETARCH" ]; then node /src/tools/bundle/src/prime-image.ts /app/build/src; fi

# The sources as they are; Node runs them, and again when one of them is replaced.
FROM ${NODE_IMAGE} AS dev
WORKDIR /src
COPY --from=deps --chown=node:node /src ./
COPY --chown=node:node tools/bundle/src/rerun tools/bundle/src/rerun
COPY --from=sources --chown=node:node / ./
ARG SERVICE
COPY --chown=node:node ${SERVICE} ${SERVICE}
WORKDIR /src/${SERVICE}
USER 1000
# What Node made of a file that has not changed is kept over its next start, which takes half as long.
ENV NODE_ENV=development NODE_COMPILE_CACHE=/tmp/node-compile-cache
CMD ["node", "/src/tools/bundle/src/rerun/main.ts", "src/main.ts"]

# Node and nothing else: no shell, no package manager. The same layers for all images, but for the last two.
FROM ${NODE_IMAGE} AS node
FROM ${RUNTIME_IMAGE} AS runtime
ARG NODE_VERSION=26.10.0
COPY --from=node /usr/local/bin/node /nodejs/bin/node
# One heap of malloc for all threads: some MiB less (docs/performance/findings.md).
ENV NODE_VERSION=${NODE_VERSION} NODE_ENV=production MALLOC_ARENA_MAX=1
WORKDIR /app
USER 65532:65532
# Node's permission model: no child processes, threads, native code or inspector; files only in these folders. What keeps files
# elsewhere adds folders before the program: docker run traces:0.1.0 --allow-fs-read=/data --allow-fs-write=/data /app/build/src/main.cjs
# From Node 25 on the network has to be allowed, by an option that is called experimental on standard error. Prototypes are
# changed by no key of a request.
ENTRYPOINT ["/nodejs/bin/node", "--permission", "--allow-net", "--disable-warning=ExperimentalWarning", \
            "--allow-fs-read=/app", "--allow-fs-read=/etc", \
            "--allow-fs-read=/flags", "--allow-fs-read=/state", "--allow-fs-read=/tmp", \
            "--allow-fs-write=/flags", "--allow-fs-write=/state", "--allow-fs-write=/tmp", "--disable-proto=delete"]
CMD ["/app/build/src/main.cjs"]
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION
LABEL org.opencontainers.image.title="${SERVICE}" \
      org.opencontainers.image.description="Hipster Shop in TypeScript" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      hipster-shop.sbom="/app/sbom.cdx.json"
COPY --from=build /app /app
