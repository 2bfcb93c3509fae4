/** The process behind `measureApart`: takes one request, answers with one measurement. */
import { measure } from './harness.ts'
import type { MeasureRequest } from './measure-apart.ts'
import { allBenches } from './suite.ts'

/** Small parameters take milliseconds: compiled code comes after some runs. */
const smallIterations = 10
const smallWarmUpRuns = 10

process.once('message', async (message) => {
  const { name, size } = message as MeasureRequest
  const bench = (await allBenches()).find((candidate) => candidate.name === name)
  if (bench === undefined) throw new Error(`no bench is named ${name}`)
  const isSmall = size === 'small'
  const iterations = isSmall ? smallIterations : bench.iterations
  const measurement = await measure(bench, size, iterations, isSmall ? smallWarmUpRuns : 1)
  process.send!(measurement, () => process.disconnect())
})
