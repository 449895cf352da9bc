package subject

import com.fasterxml.jackson.databind.DeserializationFeature
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.json.JsonMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import io.grpc.health.v1.HealthCheckResponse.ServingStatus
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder
import io.grpc.protobuf.services.HealthStatusManager
import java.io.BufferedInputStream
import java.io.ByteArrayOutputStream
import java.io.InputStream
import java.net.InetSocketAddress
import java.nio.ByteBuffer
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.LockSupport
import kotlin.concurrent.thread
import kotlin.system.exitProcess

private const val DEFAULT_GRACE = 2000
private val STATUSES = listOf("UNKNOWN", "SERVING", "NOT_SERVING")

private val json = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build()
private val replies = System.out
private val health = HealthStatusManager()

private fun say(vararg fields: Pair<String, Any?>) {
  replies.write(json.writeValueAsBytes(mapOf(*fields)))
  replies.write('\n'.code)
  replies.flush()
}

/** A command that is not carried out, by the protocol's word for it. */
private class Refusal(val error: String, detail: String) : Exception(detail)

private fun invalid(field: String, value: JsonNode, expected: String): Nothing =
  throw Refusal("invalid", "$field: $value (expected: $expected)")

private fun ObjectNode.text(name: String): String =
  path(name).let { if (it.isTextual) it.textValue() else invalid(name, it, "a text") }

private fun ObjectNode.number(name: String, least: Int, absent: Int? = null): Int {
  val value = path(name)
  if (value.isMissingNode && absent != null) return absent
  val fits = value.isIntegralNumber && value.canConvertToInt() && value.intValue() >= least
  return if (fits) value.intValue() else invalid(name, value, "an integer of $least or more")
}

private fun ObjectNode.status(name: String): ServingStatus {
  val word = text(name)
  return if (word in STATUSES) ServingStatus.valueOf(word) else invalid(name, path(name), "$STATUSES")
}

/** Parses strictly: a name that was mended on the way would be another name. */
private fun parse(line: ByteArray): ObjectNode =
  try {
    json.readTree(Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString()) as? ObjectNode
  } catch (e: java.io.IOException) {
    null
  } ?: throw Refusal("invalid", "not a JSON object in UTF-8")

private val ops: Map<String, (ObjectNode) -> Unit> =
  mapOf(
    "set" to { health.setStatus(it.text("service"), it.status("status")) },
    "clear" to { health.clearStatus(it.text("service")) },
    "shutdown" to { health.enterTerminalState() },
    "flap" to ::flap,
  )

private fun flap(command: ObjectNode) {
  val service = command.text("service")
  val last = command.status("last")
  val count = command.number("count", 0)
  val pause = 1000L * command.number("pauseMicros", 0, 0)
  val begun = AtomicInteger()
  fun change(turn: Int) {
    health.setStatus(service, if (turn % 2 == 0) ServingStatus.SERVING else ServingStatus.NOT_SERVING)
    if (pause > 0) LockSupport.parkNanos(pause)
  }
  List(command.number("threads", 1, 1)) {
    thread { generateSequence { begun.getAndIncrement().takeIf { it < count } }.forEach(::change) }
  }.forEach(Thread::join)
  health.setStatus(service, last)
}

/** Replies to one line. Returns the grace in milliseconds if it was a good stop. */
private fun obey(line: ByteArray): Int? {
  var id: JsonNode? = null
  try {
    val command = parse(line)
    id = command.get("id")
    val op = command.text("op")
    if (op == "stop") {
      val grace = command.number("graceMs", 0, DEFAULT_GRACE)
      say("id" to id, "ok" to true)
      return grace
    }
    val carryOut = ops[op] ?: throw Refusal("unsupported", "op: $op")
    carryOut(command)
    say("id" to id, "ok" to true)
  } catch (e: Refusal) {
    say("id" to id, "ok" to false, "error" to e.error, "detail" to e.message)
  } catch (e: Exception) {
    say("id" to id, "ok" to false, "error" to "failed", "detail" to e.toString())
  }
  return null
}

/** Lines end with \n alone; null at the end of the input. */
private fun InputStream.nextLine(): ByteArray? {
  val line = ByteArrayOutputStream()
  var next = read()
  if (next < 0) return null
  while (next >= 0 && next != '\n'.code) {
    line.write(next)
    next = read()
  }
  return line.toByteArray()
}

fun main() {
  System.setOut(System.err) // whoever prints, prints no reply
  val server =
    try {
      val host = System.getenv("HEALTH_SUBJECT_HOST") ?: "127.0.0.1"
      val port = (System.getenv("HEALTH_SUBJECT_PORT") ?: "0").toInt()
      NettyServerBuilder.forAddress(InetSocketAddress(host, port))
        .addService(health.healthService)
        .build()
        .start()
    } catch (e: Exception) {
      say("ready" to false, "error" to e.toString())
      exitProcess(1)
    }
  say(
    "ready" to true,
    "protocol" to 1,
    "port" to server.port,
    "name" to "grpc-kotlin",
    "version" to HealthStatusManager::class.java.`package`.implementationVersion,
    "language" to "kotlin",
    "ops" to ops.keys,
    "methods" to listOf("Check", "Watch"),
    "statuses" to STATUSES,
  )
  val input = BufferedInputStream(System.`in`)
  val grace = generateSequence { input.nextLine() }.firstNotNullOfOrNull(::obey) ?: DEFAULT_GRACE
  server.shutdown()
  if (!server.awaitTermination(grace.toLong(), MILLISECONDS)) server.shutdownNow()
  exitProcess(0)
}
