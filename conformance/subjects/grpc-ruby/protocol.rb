# frozen_string_literal: true

require 'json'

# The subject's side of the protocol: reads a command a line, and calls the subject.
module Protocol
  STATUSES = %w[UNKNOWN SERVING NOT_SERVING].freeze
  TURNS = %w[SERVING NOT_SERVING].freeze
  DEFAULT_GRACE_MS = 2000

  # A command that is not carried out: `unsupported` or `invalid`, and why.
  class Refused < StandardError
    attr_reader :error

    def initialize(error, detail)
      super(detail)
      @error = error
    end
  end

  module_function

  # Obeys until `stop` or the end of the input; returns the grace in seconds.
  def obey(subject)
    while (line = $stdin.gets("\n"))
      id = nil
      begin
        command = parse(line)
        id = command['id']
        grace = carry_out(subject, command)
        write(id: id, ok: true)
        return grace if grace
      rescue Refused => e
        write(id: id, ok: false, error: e.error, detail: e.message)
      rescue StandardError => e
        write(id: id, ok: false, error: 'failed', detail: e.full_message(highlight: false).scrub)
      end
    end
    DEFAULT_GRACE_MS / 1000.0
  end

  # Returns the grace of `stop`, for other commands nil.
  def carry_out(subject, command)
    case text(command, 'op')
    when 'set' then subject.set(text(command, 'service'), status(command, 'status'))
    when 'clear' then subject.clear(text(command, 'service'))
    when 'flap' then flap(subject, command)
    when 'stop' then return integer(command, 'graceMs', 0, DEFAULT_GRACE_MS) / 1000.0
    else raise Refused.new('unsupported', "op: #{command['op']}")
    end
    nil
  end

  # Changes by turns, each made by whichever thread is free, and then one more to the last status.
  def flap(subject, command)
    service = text(command, 'service')
    last = status(command, 'last')
    pause = integer(command, 'pauseMicros', 0, 0) / 1e6
    turns = Queue.new(Array.new(integer(command, 'count', 0)) { |turn| TURNS[turn % 2] }).close
    workers = Array.new(integer(command, 'threads', 1, 1)) do
      Thread.new do
        while (turn = turns.pop)
          subject.set(service, turn)
          sleep(pause) if pause.positive?
        end
      end
    end
    workers.each(&:join)
    subject.set(service, last)
  end

  def parse(line)
    line.force_encoding(Encoding::UTF_8)
    raise Refused.new('invalid', 'not UTF-8') unless line.valid_encoding?

    command = JSON.parse(line)
    raise Refused.new('invalid', 'not a JSON object') unless command.is_a?(Hash)

    command
  rescue JSON::ParserError => e
    raise Refused.new('invalid', "not JSON: #{e.message}")
  end

  def text(command, name)
    value = command[name]
    raise Refused.new('invalid', "#{name}: #{value.inspect} (expected: a string)") unless value.is_a?(String)

    value
  end

  def status(command, name)
    value = text(command, name)
    return value if STATUSES.include?(value)

    raise Refused.new('invalid', "#{name}: #{value.inspect} (expected: UNKNOWN, SERVING or NOT_SERVING)")
  end

  def integer(command, name, least, absent = nil)
    value = command.fetch(name, absent)
    return value if value.is_a?(Integer) && value >= least

    raise Refused.new('invalid', "#{name}: #{value.inspect} (expected: an integer of #{least} or more)")
  end

  def write(fields)
    $stdout.write("#{JSON.generate(fields)}\n")
    $stdout.flush
  end
end
