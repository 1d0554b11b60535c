import { DatabaseSync } from 'node:sqlite'

/** Statements that make a database like that of a file, blobs in hexadecimal digits. */
export function dumpDatabase(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const pragmas = ['application_id', 'user_version'].map((pragma) => {
      const value = database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]
      return `PRAGMA ${pragma} = ${Number(value)};`
    })
    const schema = database
      .prepare(`SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`)
      .all()
    const rows = schema
      .filter(({ type }) => type === 'table')
      .flatMap(({ name }) =>
        database
          .prepare(`SELECT * FROM ${String(name)}`)
          .all()
          .map((row) => insert(String(name), row)),
      )
    return [...pragmas, ...schema.map(({ sql }) => `${String(sql)};`), ...rows, ''].join('\n')
  } finally {
    database.close()
  }
}

function insert(table: string, row: Readonly<Record<string, unknown>>): string {
  return `INSERT INTO ${table} VALUES (${Object.values(row).map(literal).join(', ')});`
}

function literal(value: unknown): string {
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
