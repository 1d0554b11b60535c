import { defineConfig } from 'oxlint'

import workspace from '../../oxlint.config.ts'

export default defineConfig({
  extends: [workspace],
  rules: {
    // Express 5 passes the rejection of a handler on to the error handler.
    'oxc/no-async-endpoint-handlers': 'off',
    // A poll, a chunk of a batch and a paced request each wait for the one before.
    'no-await-in-loop': 'off',
    'import/no-unassigned-import': ['error', { allow: ['@cryo/monitoring/register'] }],
  },
})
