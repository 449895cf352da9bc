// The default health check service of gRPC's C++ library as a subject of the conformance suite.

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "protocol.h"

namespace {

std::string Setting(const char* name, const char* absent) {
  const char* value = std::getenv(name);
  return value == nullptr ? absent : value;
}

class GrpcCpp final : public subject::Subject {
 public:
  GrpcCpp() {
    const std::string host = Setting("HEALTH_SUBJECT_HOST", "127.0.0.1");
    const std::string port = Setting("HEALTH_SUBJECT_PORT", "0");
    if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos ||
        std::stoi(port) > 65535) {
      throw std::invalid_argument("HEALTH_SUBJECT_PORT: " + port + " (expected: 0 to 65535)");
    }
    const std::string address =
        (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    // Else two servers share a port and neither is told.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port_);
    // A server whose only service is health has nobody who polls, and would not start.
    queue_ = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      throw std::runtime_error("can't listen at " + address);
    }
    poller_ = std::thread([this] {
      void* tag;
      for (bool ok; queue_->Next(&tag, &ok);) {
      }
    });
  }

  int port() const { return port_; }

  void Set(const std::string& service, bool serving) override {
    server_->GetHealthCheckService()->SetServingStatus(service, serving);
  }

  void Shutdown() override { server_->GetHealthCheckService()->Shutdown(); }

  void Stop(std::chrono::milliseconds grace) {
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    queue_->Shutdown();
    poller_.join();
  }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::thread poller_;
};

}  // namespace

int main() {
  std::unique_ptr<GrpcCpp> server;
  try {
    server = std::make_unique<GrpcCpp>();
  } catch (const std::exception& failure) {
    subject::Write({{"ready", false}, {"error", failure.what()}});
    return EXIT_FAILURE;
  }
  subject::Write({{"ready", true},
                  {"protocol", 1},
                  {"port", server->port()},
                  {"name", "grpc-cpp"},
                  {"version", grpc::Version()},
                  {"language", "c++"},
                  {"ops", {"set", "shutdown", "flap"}},
                  {"methods", {"Check", "Watch"}},
                  {"statuses", {"SERVING", "NOT_SERVING"}},
                  {"dynamic", true}});
  server->Stop(subject::Obey(*server));
  return EXIT_SUCCESS;
}
