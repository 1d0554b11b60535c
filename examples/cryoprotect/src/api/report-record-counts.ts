import { PerformanceMetrics, recordError } from '@cryo/monitoring'

import { countRecords } from '../database/count-records.ts'
import type { Database } from '../database/database.ts'

const metrics = new PerformanceMetrics()

/** Reports the number of molecules, mixtures, predictions and experiments as custom metrics, once. Never rejects. */
export async function reportRecordCounts(database: Database): Promise<void> {
  try {
    for (const [name, count] of Object.entries(await countRecords(database))) {
      metrics.recordCustomMetric(name, count)
    }
  } catch (error) {
    recordError(error, { task: 'report_record_counts' })
  }
}

/** Reports the counts now and then every `intervalSeconds`; gives what ends it. */
export function startReportingRecordCounts(database: Database, intervalSeconds: number): () => void {
  void reportRecordCounts(database)
  const timer = setInterval(() => void reportRecordCounts(database), intervalSeconds * 1_000)
  return () => clearInterval(timer)
}
