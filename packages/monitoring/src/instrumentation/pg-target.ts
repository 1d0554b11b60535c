import { METRIC_DB_CLIENT_OPERATION_DURATION } from '@cryo/conventions'
import { histogram } from '@cryo/instruments'
import type { BoundHistogram } from '@cryo/instruments'
import type { Attributes } from '@opentelemetry/api'
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  DB_SYSTEM_NAME_VALUE_POSTGRESQL,
} from '@opentelemetry/semantic-conventions'

import type { SqlStatement } from './sql-statement.ts'

const PG_TARGET: unique symbol = Symbol('cryo.pg-target')
const MAX_SERIES = 1000
const MAX_TARGETS = 256

/** A client of pg, the JavaScript one or the native one, as far as it is used here. */
export interface PgClient {
  readonly host?: unknown
  readonly port?: unknown
  readonly database?: unknown
  [PG_TARGET]?: PgTarget
}

/** What a failed call tells: `error.type`, and the SQLSTATE where the server answered. */
export interface PgFailure {
  readonly errorType: string
  readonly status: string | undefined
}

const duration = histogram(METRIC_DB_CLIENT_OPERATION_DURATION)

/** A database that clients of this process talk to. */
export class PgTarget {
  readonly address: string | undefined
  readonly port: number | undefined
  readonly database: string | undefined
  /** `host:port/database`, the name that the semantic conventions give to a pool without one. */
  readonly name: string
  readonly #series = new Map<string | undefined, BoundHistogram>()

  constructor(client: PgClient) {
    const { host, port, database } = client
    this.address = typeof host === 'string' ? host : undefined
    // A path is a socket of the file system; its number is part of the name there.
    const isPath = this.address?.startsWith('/') === true
    const number = Number(port)
    this.port = isPath || !Number.isInteger(number) ? undefined : number
    this.database = typeof database === 'string' ? database : undefined
    this.name = `${this.address ?? 'localhost'}:${String(port ?? 5432)}/${this.database ?? ''}`
  }

  attributes(statement?: SqlStatement): Attributes {
    const attributes: Attributes = {
      [ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_POSTGRESQL,
      [ATTR_DB_NAMESPACE]: this.database,
      [ATTR_SERVER_ADDRESS]: this.address,
      [ATTR_SERVER_PORT]: this.port,
    }
    if (statement?.text !== undefined) attributes[ATTR_DB_QUERY_TEXT] = statement.text
    if (statement?.operation !== undefined) attributes[ATTR_DB_OPERATION_NAME] = statement.operation
    if (statement?.collection !== undefined) attributes[ATTR_DB_COLLECTION_NAME] = statement.collection
    return attributes
  }

  /** Where durations of such statements are recorded. */
  duration(statement: SqlStatement, failure: PgFailure | undefined): BoundHistogram {
    const { operation, collection, summary } = statement
    const key = failure === undefined ? summary : `${summary}\n${failure.errorType}`
    let bound = this.#series.get(key)
    if (bound === undefined) {
      bound = duration.bind({
        [ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_POSTGRESQL,
        [ATTR_DB_NAMESPACE]: this.database,
        [ATTR_DB_OPERATION_NAME]: operation,
        [ATTR_DB_COLLECTION_NAME]: collection,
        [ATTR_DB_RESPONSE_STATUS_CODE]: failure?.status,
        [ATTR_SERVER_ADDRESS]: this.address,
        [ATTR_SERVER_PORT]: this.port,
        [ATTR_ERROR_TYPE]: failure?.errorType,
      })
      if (this.#series.size < MAX_SERIES) this.#series.set(key, bound)
    }
    return bound
  }
}

const targets = new Map<string, PgTarget>()

/** The database of a client; clients of the same one share what is known of it. */
export function targetOf(client: PgClient): PgTarget {
  const known = client[PG_TARGET]
  if (known !== undefined) return known
  const created = new PgTarget(client)
  const target = targets.get(created.name) ?? created
  if (targets.size < MAX_TARGETS) targets.set(target.name, target)
  client[PG_TARGET] = target
  return target
}
