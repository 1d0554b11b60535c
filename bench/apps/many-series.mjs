// Ten thousand series of the application's own instruments; says how long its event loop was blocked while watched.
import { createRequire } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const require = createRequire(process.env.BENCH_API)
const { metrics } = require('@opentelemetry/api')
if (process.env.BENCH_PROMETHEUS === 'true') {
  const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus')
  const { MeterProvider } = require('@opentelemetry/sdk-metrics')
  const exporter = new PrometheusExporter({ port: Number(process.env.BENCH_PORT), host: '127.0.0.1' })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }))
}
const meter = metrics.getMeter('bench')
// Five instruments of two thousand series each are what the limits allow.
for (let instrument = 0; instrument < 5; instrument++) {
  const counter = meter.createCounter(`bench.counter.${instrument}`)
  for (let series = 0; series < 1990; series++) {
    counter.add(1, { tens: series % 199, ones: Math.floor(series / 199) })
  }
}
const delay = monitorEventLoopDelay({ resolution: 1 })
process.on('message', (message) => {
  if (message.watch) {
    delay.reset()
    delay.enable()
    process.send({ watching: true })
    return
  }
  delay.disable()
  process.send({ maxMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 })
})
process.send({ ready: true })
