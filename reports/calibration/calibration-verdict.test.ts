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
  const use =
    'Use it beside your manifests: <code>probestorm recommend -f manifests/ -f calibrated.yaml</code>'
  assert.is(verdict(good), `holds: The fitted behavior agrees with what was observed / ${use}`)
  assert.is(
    verdict(good, unknown),
    `holds: The fitted behavior agrees with what was observed; of 1 of 2 samples too little was observed to tell / ${use}`,
  )
  assert.match(
    verdict(unknown),
    /^none: Too little was observed to tell whether the fitted behavior is right \/ Observe more/,
  )
  assert.match(
    verdict(good, bad),
    /^untested: The fitted behavior of 1 of 2 samples differs from what was observed \/ &lt;b&gt;: \w+ does not look like the observations \(p &lt; 0\.001\)\. See in its charts/,
  )
})

test.run()
