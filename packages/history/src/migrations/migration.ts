/** One step from a version of the schema to the next: statements of SQL, run in one transaction. */
export type Migration = string
