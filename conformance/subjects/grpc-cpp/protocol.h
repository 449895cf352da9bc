// The subject's side of the protocol: reads a command a line, and calls a Subject.

#ifndef SUBJECT_PROTOCOL_H
#define SUBJECT_PROTOCOL_H

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

namespace subject {

// A health server that the suite steers: one call of the implementation each, by any thread.
// It knows two statuses, for it is told whether a service serves.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual void Set(const std::string& service, bool serving) = 0;
  virtual void Shutdown() = 0;
};

// Obeys until `stop` or the end of the input; returns the grace.
std::chrono::milliseconds Obey(Subject& subject);

// Prints one line.
void Write(const nlohmann::json& fields);

}  // namespace subject

#endif  // SUBJECT_PROTOCOL_H
