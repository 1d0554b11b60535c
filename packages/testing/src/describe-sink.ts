import type { OtlpSink } from './otlp-sink.ts'

const MAX_NAMES = 20

/** Says in a few lines what a sink has received, for the message of a failed expectation. */
export function describeSink(sink: Pick<OtlpSink, 'spans' | 'metrics' | 'logs' | 'requests'>): string {
  const names = (items: readonly { readonly name: string }[]): string => {
    const distinct = [...new Set(items.map((item) => item.name))]
    const shown = distinct.slice(0, MAX_NAMES).join(', ')
    return distinct.length > MAX_NAMES ? `${shown} and ${distinct.length - MAX_NAMES} more` : shown
  }
  const requests = sink.requests.slice(-MAX_NAMES).map(({ method, path, bytes, taken, problem }) => {
    const fate = problem ?? (taken ? 'taken' : 'not taken')
    return `  ${method} ${path} ${bytes} bytes: ${fate}`
  })
  return [
    'Arrived so far:',
    `${sink.spans.length} spans (${names(sink.spans)})`,
    `${sink.metrics.length} metrics (${names(sink.metrics)})`,
    `${sink.logs.length} logs`,
    `${sink.requests.length} requests, the last of them:`,
    ...requests,
  ].join('\n')
}
