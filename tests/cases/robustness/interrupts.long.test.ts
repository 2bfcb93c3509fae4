import { testInterrupts } from './interrupted-calls.ts'

testInterrupts('interrupts of every command', () => true)
