import { startWorker } from '@cryo/hub'

startWorker()
