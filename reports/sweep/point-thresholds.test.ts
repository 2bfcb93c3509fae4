import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  flatThresholds,
  type PointThresholds,
  pointThresholdLines,
  pointThresholdsCsv,
} from './point-thresholds.ts'

const test = suite('thresholds over points')

/** One threshold; the values found at the points, from parameter value 1 on. */
function found(values: readonly (number | null)[], limit: number, parameter = 'period'): PointThresholds {
  return {
    parameters: [parameter],
    points: values.map((value, index) => ({
      values: [index + 1],
      rows: [
        {
          threshold: `restarts_total < ${limit}`,
          value,
          state: value === null ? 'untested' : value < limit ? 'holds' : 'fails',
        },
      ],
    })),
  }
}

const cases: readonly (readonly [values: readonly (number | null)[], lines: readonly string[]])[] = [
  [[1], ['  ✓ restarts_total < 5: holds at the only point']],
  [[1, 2, 3], ['  ✓ restarts_total < 5: holds at all 3 points']],
  [
    [1, 5, null],
    ['  ✗ restarts_total < 5: holds at 1 of 3 points, untested at 1', '    5 at period=2'],
  ],
  [[1, null, 2], ['  ⚠ restarts_total < 5: holds at 2 of 3 points, untested at 1']],
  [[null, null], ['  ⚠ restarts_total < 5: untested at all 2 points']],
  [[null], ['  ⚠ restarts_total < 5: untested at the only point']],
  [
    [5, 6, 7, 8, 9, 10, 11],
    [
      '  ✗ restarts_total < 5: holds at 0 of 7 points',
      ...[5, 6, 7, 8, 9].map((value, index) => `    ${value} at period=${index + 1}`),
      '    and at 2 more',
    ],
  ],
]

for (const [values, lines] of cases) {
  test(`says where ${values.join(', ')} are not below 5`, () => {
    assert.equal(pointThresholdLines(found(values, 5)), lines)
  })
}

test('the table has a row per point and threshold, also for a parameter that is named threshold', () => {
  assert.is(
    [...pointThresholdsCsv(found([1, 5, null], 5, 'threshold'))].join(''),
    'threshold,threshold_text,threshold_value,threshold_holds,threshold_state\n1,restarts_total < 5,1,true,holds\n2,restarts_total < 5,5,false,fails\n3,restarts_total < 5,,,untested\n',
  )
})

test('a point without a verdict is not counted, and a plan without thresholds holds', () => {
  const thresholds = found([1, 2], 5)
  const unfinished = { ...thresholds, points: [{ values: [0], rows: [] }, ...thresholds.points] }
  assert.equal(pointThresholdLines(unfinished), ['  ✓ restarts_total < 5: holds at all 2 points'])
  assert.equal(pointThresholdLines({ parameters: ['period'], points: [{ values: [0], rows: [] }] }), [])
})

test('hostile names and values neither move the cursor nor become formulas', () => {
  const hostile: PointThresholds = {
    parameters: ['=cmd'],
    points: [
      { values: ['\u001b[2J\u202e+1'], rows: [{ threshold: 'a < 1', value: 2, state: 'fails' as const }] },
    ],
  }
  const lines = pointThresholdLines(hostile).join('\n')
  assert.not.match(lines, '\u001b')
  assert.not.match(lines, '\u202e')
  assert.match(lines, /2 at =cmd=\\x1b\[2J\\u\{202e\}\+1/)
  assert.match([...pointThresholdsCsv(hostile)].join(''), /^'=cmd,/)
  assert.is(flatThresholds(hostile)[0]?.at, '=cmd=\u001b[2J\u202e+1')
})

test.run()
