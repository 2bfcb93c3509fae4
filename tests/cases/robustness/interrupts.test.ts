import { testInterrupts } from './interrupted-calls.ts'

testInterrupts('interrupts', (what) =>
  ['run that fills tables', 'recommend for hundreds', 'get -w'].includes(what),
)
