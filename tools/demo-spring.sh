# shellcheck shell=bash disable=SC2034,SC2154  # sourced by ./demo, whose functions and variables it uses
# The transcript of ./demo --spring: one application twice, once on the gRPC health that Spring Boot
# has by itself and once with the starter, under the same faults at the same time.

vitals_port=$port
boot_port=$((port + 1))
logs=$root/examples/spring-boot/target
started=$SECONDS

# shop PROPERTY...: starts the application, with its commands from $work/$name and a log of its own.
shop() {
  mkfifo "$work/$name"
  set -m # a process group of its own
  "$java" -XX:TieredStopAtLevel=1 -cp "$server_app/*" dev.vitals.examples.springboot.Shop \
    --spring.grpc.server.address=127.0.0.1 --spring.grpc.server.port="$port" \
    --spring.grpc.server.health.schedule.period=1s --spring.grpc.server.shutdown.grace-period=5s \
    --spring.main.banner-mode=off "$@" <"$work/$name" >"$logs/demo-$name.log" 2>&1 &
  set +m
}

start_shops() {
  outcome="127.0.0.1:$boot_port on Boot's own gRPC health, 127.0.0.1:$vitals_port on Vitals"
  name=boot port=$boot_port shop --vitals.health.enabled=false
  rival=$!
  exec 4>"$work/boot"
  name=vitals port=$vitals_port shop --vitals.health.timeout=1s --vitals.health.drain=2s
  server=$!
  exec 3>"$work/vitals"
  for port in "$vitals_port" "$boot_port"; do
    if ! until_so 120 all_serve; then
      give_up "an application does not serve; its log may say why (${logs#"$PWD"/}/demo-*.log)"
    fi
  done
}

all_serve() {
  local service
  for service in '' acme.Orders acme.Search; do
    question "$service"
    "${ask[@]}" >/dev/null 2>&1 || return 1
  done
}

# both SERVICE EXPECTED_OF_BOOT EXPECTED_OF_VITALS: asks both. Exit codes: 0 SERVING, 4 NOT_SERVING.
both() {
  named_log=${logs#"$PWD"/}/demo-boot.log
  port=$boot_port asks "$1" "$2" | sed '1s/^/  Boot  /; 2,$s/^/        /'
  named_log=${logs#"$PWD"/}/demo-vitals.log
  port=$vitals_port asks "$1" "$3" | sed '1s/^/  Vitals/; 2,$s/^/        /'
}

# until_vitals_says SERVICE EXIT_CODE
until_vitals_says() {
  port=$vitals_port question "$1"
  until_so 30 ends_with "$2" || fail "$1 on Vitals (expected: exit code $2)"
}

ends_with() {
  local code=0
  "${ask[@]}" >/dev/null 2>&1 || code=$?
  [ "$code" -eq "$1" ]
}

# command WORD...: tells both applications.
command_both() {
  printf '  %s> %s%s\n' "$dim" "$*" "$plain"
  echo "$*" >&3
  echo "$*" >&4
}

echo "Vitals: one Spring Boot application, on Boot's own gRPC health and on Vitals"
echo
fact build "Maven builds, the first time for some minutes" build
fact probe "builds grpc_health_probe, if it is not there" find_probe
port=$boot_port
! accepts || fail "port $port: in use (expected: one that is free; choose the one before it with --port PORT)"
port=$vitals_port
fact shops "start; their indicators are asked every second" start_shops
started=$SECONDS

say "acme.Orders depends on the warehouse, acme.Search on an index. All is well:"
both acme.Orders 0 0
both acme.Search 0 0

say "The index no longer answers, so its indicator hangs. On Vitals it fails after two timeouts:"
command_both index silent
until_vitals_says acme.Search 4
both acme.Search 0 4
both acme.Orders 0 0

say "Now the warehouse is gone, and its indicator says DOWN. Boot does not get round to asking it:"
command_both warehouse gone
until_vitals_says acme.Orders 4
both acme.Orders 0 4

say "We wait ten seconds. Boot asks all indicators in one task, and that task waits for the index:"
sleep 10
both acme.Orders 0 4
both '' 0 4

say "The index is back. Boot's task still waits for the answer that never came:"
command_both index there
until_vitals_says acme.Search 0
both acme.Search 0 0
both acme.Orders 0 4

say "We stop both while a client watches each:"
port=$boot_port watch acme.Search watch-boot
boot_watcher=$watcher
port=$vitals_port watch acme.Search
for seen in watch-boot watch; do
  until_so 60 has_lines "$work/$seen" 1 || fail "a Watch saw nothing (expected: SERVING)"
done
stopped=$SECONDS
kill "$rival" "$server"
wait "$server" || true
server=
printf '  Vitals  ended after %s s; its Watch saw:\n' $((SECONDS - stopped))
sed -E 's/(  [A-Z_]+):.*/\1/' "$work/watch" | show '        '
wait "$rival" || true
rival=
kill "$boot_watcher" 2>/dev/null || true
printf '  Boot    ended after %s s (the open Watch held it, then the hung task); its Watch saw:\n' $((SECONDS - stopped))
sed -E 's/(  [A-Z_]+):.*/\1/' "$work/watch-boot" | show '        '
grep -q NOT_SERVING "$work/watch" || fail "the Watch of Vitals saw no NOT_SERVING"

say "Nothing is left running. It took $((SECONDS - started)) seconds. The same as a test: SideBySideTest"
