# frozen_string_literal: true

# The health checker of Ruby's grpc gem as a subject of the conformance suite.

require 'grpc'
require 'grpc/health/checker'
require_relative 'protocol'

# Each command is one call of the checker's public API.
class GrpcRuby
  attr_reader :port

  def initialize
    host = ENV.fetch('HEALTH_SUBJECT_HOST', '127.0.0.1')
    host = "[#{host}]" if host.include?(':')
    port = Integer(ENV.fetch('HEALTH_SUBJECT_PORT', '0'))
    raise "HEALTH_SUBJECT_PORT: #{port} (expected: 0 to 65535)" unless port.between?(0, 65_535)

    # Without so_reuseport 0 two servers share a port and neither is told.
    @server = GRPC::RpcServer.new(server_args: { 'grpc.so_reuseport' => 0 })
    @port = @server.add_http2_port("#{host}:#{port}", :this_port_is_insecure)
    @checker = Grpc::Health::Checker.new
    @server.handle(@checker)
    @serving = Thread.new { @server.run }
    @server.wait_till_running
  end

  def ready
    {
      ready: true, protocol: 1, port: @port,
      name: 'grpc-ruby', version: GRPC::VERSION, language: 'ruby',
      ops: %w[set clear flap], methods: %w[Check], statuses: Protocol::STATUSES, dynamic: true
    }
  end

  def set(service, status)
    @checker.add_status(service, Grpc::Health::V1::HealthCheckResponse::ServingStatus.const_get(status))
  end

  def clear(service)
    @checker.clear_status(service)
  end

  # What is open after the grace is cut off with the process.
  def stop(grace)
    stopping = Thread.new { @server.stop }
    stopping.join(grace) && @serving.join(grace)
  end
end

begin
  subject = GrpcRuby.new
rescue StandardError => e
  Protocol.write(ready: false, error: e.message)
  exit 1
end
Protocol.write(subject.ready)
subject.stop(Protocol.obey(subject))
exit! 0
