import { useLightFetch } from './light-fetch.ts'

useLightFetch()
const { startWorker } = await import('@cryo/hub')
startWorker()
