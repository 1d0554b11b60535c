declare module 'parse-prometheus-text-format' {
  /** Throws where a line is not of the text format. */
  export default function parsePrometheusTextFormat(text: string): unknown[]
}
