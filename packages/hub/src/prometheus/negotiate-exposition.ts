/** The two text formats of metrics. */
export type ExpositionFormat = 'text' | 'openmetrics'

/** The `Content-Type` of each format. */
export const EXPOSITION_CONTENT_TYPE: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/**
 * The format that a client prefers by its `Accept` header: OpenMetrics 1.0 where it is wanted more than text or as
 * much, else the text format 0.0.4, which also is for whoever wants neither.
 * @example
 * negotiateExposition('application/openmetrics-text;version=1.0.0,text/plain;q=0.5') // openmetrics
 */
export function negotiateExposition(accept: string | null | undefined): ExpositionFormat {
  let text = 0
  let openMetrics = 0
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim())
    const quality = qualityOf(parameters)
    if (type === 'application/openmetrics-text') {
      const version = parameters.find((parameter) => parameter.startsWith('version='))
      if (version === undefined || version === 'version=1.0.0') openMetrics = Math.max(openMetrics, quality)
    } else if (type === 'text/plain' || type === 'text/*' || type === '*/*') text = Math.max(text, quality)
  }
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'text'
}

function qualityOf(parameters: readonly string[]): number {
  const parameter = parameters.find((each) => each.startsWith('q='))
  if (parameter === undefined) return 1
  const quality = Number(parameter.slice(2))
  return quality >= 0 && quality <= 1 ? quality : 0
}
