#include "protocol.h"

#include <atomic>
#include <cstdint>
#include <iostream>
#include <optional>
#include <thread>
#include <vector>

namespace subject {
namespace {

using nlohmann::json;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::int64_t kDefaultGraceMs = 2000;

// A command that is not carried out: one of the protocol's errors, and why.
struct Refusal {
  std::string error;
  std::string detail;
};

Refusal Invalid(const std::string& name, const json& value, const std::string& expected) {
  return {"invalid", name + ": " + value.dump() + " (expected: " + expected + ")"};
}

// A field, null when there is none.
json Field(const json& command, const std::string& name) {
  return command.value(name, json());
}

std::string Text(const json& command, const std::string& name) {
  const json value = Field(command, name);
  if (!value.is_string()) throw Invalid(name, value, "a string");
  return value.get<std::string>();
}

bool Serving(const json& command, const std::string& name) {
  const std::string value = Text(command, name);
  if (value == "SERVING") return true;
  if (value == "NOT_SERVING") return false;
  if (value == "UNKNOWN") throw Refusal{"unsupported", name + ": UNKNOWN"};
  throw Invalid(name, value, "SERVING or NOT_SERVING");
}

std::int64_t Integer(const json& command, const std::string& name, std::int64_t least,
                     std::optional<std::int64_t> absent = std::nullopt) {
  if (!command.contains(name) && absent) return *absent;
  const json value = Field(command, name);
  if (!value.is_number_integer() || value.get<std::int64_t>() < least) {
    throw Invalid(name, value, "an integer of " + std::to_string(least) + " or more");
  }
  return value.get<std::int64_t>();
}

// Changes by turns, each made by whichever thread is free, and then one more to the last status.
void Flap(const json& command, Subject& subject) {
  const std::string service = Text(command, "service");
  const std::int64_t count = Integer(command, "count", 0);
  const bool last = Serving(command, "last");
  const std::int64_t threads = Integer(command, "threads", 1, 1);
  const microseconds pause(Integer(command, "pauseMicros", 0, 0));
  std::atomic<std::int64_t> begun{0};
  const auto work = [&] {
    for (std::int64_t turn = begun++; turn < count; turn = begun++) {
      subject.Set(service, turn % 2 == 0);
      if (pause.count() > 0) std::this_thread::sleep_for(pause);
    }
  };
  std::vector<std::thread> workers;
  for (std::int64_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  subject.Set(service, last);
}

// Returns the grace of `stop`.
std::optional<milliseconds> CarryOut(const json& command, Subject& subject) {
  const std::string op = Text(command, "op");
  if (op == "set") {
    const std::string service = Text(command, "service");
    subject.Set(service, Serving(command, "status"));
  } else if (op == "shutdown") {
    subject.Shutdown();
  } else if (op == "flap") {
    Flap(command, subject);
  } else if (op == "stop") {
    return milliseconds(Integer(command, "graceMs", 0, kDefaultGraceMs));
  } else {
    throw Refusal{"unsupported", "op: " + op};
  }
  return std::nullopt;
}

}  // namespace

milliseconds Obey(Subject& subject) {
  for (std::string line; std::getline(std::cin, line);) {
    const json command = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!command.is_object()) {
      Write({{"id", nullptr}, {"ok", false}, {"error", "invalid"}, {"detail", "not a JSON object in UTF-8"}});
      continue;
    }
    const json id = Field(command, "id");
    try {
      const std::optional<milliseconds> grace = CarryOut(command, subject);
      Write({{"id", id}, {"ok", true}});
      if (grace) return *grace;
    } catch (const Refusal& refusal) {
      Write({{"id", id}, {"ok", false}, {"error", refusal.error}, {"detail", refusal.detail}});
    } catch (const std::exception& failure) {
      Write({{"id", id}, {"ok", false}, {"error", "failed"}, {"detail", failure.what()}});
    }
  }
  return milliseconds(kDefaultGraceMs);
}

void Write(const json& fields) { std::cout << fields.dump() << std::endl; }

}  // namespace subject
