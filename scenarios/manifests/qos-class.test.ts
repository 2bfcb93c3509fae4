/** L5. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { qosClass } from './qos-class.ts'

const test = suite('quality of service')

const full = { limits: { cpu: '500m', memory: '1Gi' } }
const cases: readonly (readonly [
  rule: string,
  resources: readonly object[],
  inits: readonly object[],
  is: string,
])[] = [
  ['nothing is set', [{}, {}], [], 'BestEffort'],
  ['requests of 0 set nothing', [{ requests: { cpu: 0 } }], [], 'BestEffort'],
  ['limits alone are requests too', [full], [], 'Guaranteed'],
  [
    'equal amounts in other units',
    [{ ...full, requests: { cpu: '0.5', memory: '1024Mi' } }],
    [],
    'Guaranteed',
  ],
  ['a request below its limit', [{ ...full, requests: { cpu: '100m' } }], [], 'Burstable'],
  ['a request of 0 below its limit', [{ ...full, requests: { cpu: '0' } }], [], 'Burstable'],
  ['a request of null below its limit', [{ ...full, requests: { cpu: null } }], [], 'Burstable'],
  ['one container has nothing', [full, {}], [], 'Burstable'],
  ['only an init container has something', [{}], [full], 'Burstable'],
  ['a limit of memory is missing', [{ limits: { cpu: 1 } }], [], 'Burstable'],
]
for (const [rule, resources, inits, is] of cases) {
  test(`is ${is} where ${rule} (L5)`, () => {
    const containers = (list: readonly object[]): object[] => list.map((each) => ({ resources: each }))
    assert.is(qosClass({ containers: containers(resources), initContainers: containers(inits) }), is)
  })
}

for (const [rule, resources, is] of [
  ['requests are limits', full, 'Guaranteed'],
  ['a limit of memory is missing', { limits: { cpu: 1 } }, 'Burstable'],
  ['it only asks', { requests: { cpu: 1, memory: 1 } }, 'Burstable'],
  ['it says nothing', {}, 'BestEffort'],
] as const)
  test(`is ${is} whatever its containers say where ${rule} for the whole pod (L5)`, () => {
    assert.is(qosClass({ containers: [{}], resources }), is)
  })

test.run()
