import { recordError } from '@cryo/monitoring'
import type { ErrorRequestHandler, RequestHandler } from 'express'

/** Answers 404 for a path that no route takes. */
export const notFound: RequestHandler = (request, response) => {
  response.status(404).json({ error: `Nothing is at ${request.path}` })
}

/** Answers a client's mistake with its status and message; records anything else and answers 500 without details. */
export const errorHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) {
    next(error)
    return
  }
  const status = clientStatus(error)
  if (status !== null && error instanceof Error) {
    response.status(status).json({ error: error.message })
    return
  }
  recordError(error, { method: request.method, path: request.path })
  response.status(500).json({ error: 'Something went wrong' })
}

/** Express and its body parser mark a client's mistake the same way as `HttpError`. */
function clientStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error)) return null
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
