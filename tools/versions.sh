# shellcheck shell=bash disable=SC2034  # sourced: the other scripts read these
# What the scripts here build or fetch, each in the newest version that could be had. In one place.

GRPC_HEALTH_PROBE=v0.4.61
GRPCURL=v1.9.4
TOXIPROXY=v2.5.0
# kubelet-prober's and h2spec's are in a go.mod of their own; envoy's, go's and the Java 25 runtime's are in wheels.txt.

# The newest `go` line among the modules above and kubelet-prober's.
GO_FLOOR=1.26

# The oldest grpc-java that health-grpc runs on, and one between it and the newest, which is in pom.xml.
GRPC_FLOOR=1.40.0
GRPC_MIDDLE=1.75.0

# Servers for the local images, from Maven Central.
POSTGRES=18.6.0
EMBEDDED_REDIS=1.4.4

# The newest published version, with which tools/api-diff compares; none yet.
PUBLISHED=none
