import { startFromRegister } from './runtime/start.ts'

startFromRegister()
