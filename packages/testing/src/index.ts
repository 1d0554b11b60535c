// A collector in the test's process
export { startOtlpSink } from './otlp-sink.ts'
export type { OtlpSink, SinkOptions, SinkRequest } from './otlp-sink.ts'
export type { SinkFault } from './sink-fault.ts'
export type {
  ReceivedAttributes,
  ReceivedLog,
  ReceivedMetric,
  ReceivedOrigin,
  ReceivedPoint,
  ReceivedSpan,
  ReceivedValue,
} from './received-telemetry.ts'

// OTLP bodies
export { decodeRequest } from './decode-request.ts'
export type { ReceivedBatch } from './decode-request.ts'
export { encodeTraces } from './encode-traces.ts'
export type { TestSpan } from './encode-traces.ts'

// Processes
export { guardGroup } from './guard-group.ts'
export { runProcess } from './run-process.ts'
export type { ProcessResult, RunProcessOptions, RunningProcess } from './run-process.ts'

// Faults of the network
export { startFaultProxy } from './fault-proxy.ts'
export type { FaultProxy, FaultProxyOptions, ProxyMode } from './fault-proxy.ts'
export { createTestCertificate } from './test-certificate.ts'
export type { TestCertificate } from './test-certificate.ts'

// Telemetry of this process
export { captureTelemetry, stopTelemetry } from './capture-telemetry.ts'
export type { CapturedTelemetry, Point } from './capture-telemetry.ts'

// Ports, time, chance and files
export { findFreePort } from './find-free-port.ts'
export { createManualClock } from './manual-clock.ts'
export type { ManualClock } from './manual-clock.ts'
export { createSeededRandom } from './seeded-random.ts'
export { createTempDir } from './temp-dir.ts'
export type { TempDir } from './temp-dir.ts'
