import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { calibrationVerdict } from './calibration-verdict.ts'
import { exampleSample } from './example-samples.test.helper.ts'

const test = suite('verdict of a calibration')

const sample = (name: string, ksP: number | null, chiSquareP: number | null) => {
  const { fit } = exampleSample(name)
  return { name, fit: { ...fit, chosen: { ...fit.chosen, ksP, chiSquareP } } }
}

test('is what tests of fit say of the chosen laws', () => {
  const verdict = (...samples: Parameters<typeof calibrationVerdict>[0]): string => {
    const { state, text, lines } = calibrationVerdict(samples)
    return [`${state}: ${text}`, ...lines].join(' / ')
  }
  const [good, bad, unknown] = [
    sample('good', 0.4, null),
    sample('<b>', 0.3, 0.0002),
    sample('unknown', null, null),
  ]
  assert.is(verdict(good), 'holds: No test of fit contradicts a chosen law')
  assert.is(
    verdict(good, unknown),
    'holds: No test of fit contradicts a chosen law; 1 of 2 samples is not tested',
  )
  assert.is(verdict(unknown), 'none: No test of fit says whether the laws describe what was observed')
  assert.match(
    verdict(good, bad),
    /^untested: A test of fit contradicts the chosen law of 1 of 2 samples \/ &lt;b&gt;: \w+, p &lt; 0\.001; look at its charts$/,
  )
})

test.run()
