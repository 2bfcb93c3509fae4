/** R4: which slices a sync writes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Endpoint, SliceCall, Slices, type SliceWrite } from './slices.ts'

const test = suite('slices')

const endpoints = (count: number, ports = 0): Endpoint[] =>
  Array.from({ length: count }, (_, pod) => ({ pod, ports, slice: undefined }))
const changes = (of: readonly Endpoint[], mark: number) => of.map((endpoint) => ({ endpoint, mark }))
const shown = (writes: readonly SliceWrite[]): string[] =>
  writes.map(
    ({ call, slice, changes }) =>
      `${['create', 'update', 'delete'][call]} ${slice.number}: ${changes.length} changes, ${slice.size} endpoints`,
  )

/** How many endpoints there are, and how many of the first of them change, come or go. */
const cases: readonly {
  readonly what: string
  readonly writes: readonly string[]
  readonly of: (slices: Slices) => SliceWrite[]
}[] = [
  {
    what: 'the first endpoint takes the place of the slice without any',
    of: (slices) => slices.place(changes(endpoints(1), 8)),
    writes: ['update 0: 1 changes, 1 endpoints'],
  },
  {
    what: '250 endpoints are in three slices',
    of: (slices) => slices.place(changes(endpoints(250), 8)),
    writes: [
      'create 1: 100 changes, 100 endpoints',
      'create 2: 100 changes, 100 endpoints',
      'update 0: 50 changes, 50 endpoints',
    ],
  },
  {
    what: 'one that changes is one write',
    of: (slices) => {
      const all = endpoints(250)
      slices.place(changes(all, 8))
      return slices.place(changes([all[120]], 11))
    },
    writes: ['update 2: 1 changes, 100 endpoints'],
  },
  {
    what: 'the last that goes leaves a slice without any',
    of: (slices) => {
      const all = endpoints(1)
      slices.place(changes(all, 8))
      return slices.place(changes(all, 0))
    },
    writes: ['update 0: 1 changes, 0 endpoints'],
  },
  {
    what: 'a slice whose endpoints are gone is deleted while others stay',
    of: (slices) => {
      const all = endpoints(150)
      slices.place(changes(all, 8))
      return slices.place(changes(all.slice(100), 0))
    },
    writes: ['delete 0: 50 changes, 0 endpoints'],
  },
  {
    what: 'new endpoints fill the slice that is written anyway',
    of: (slices) => {
      const all = endpoints(180)
      slices.place(changes(all.slice(0, 150), 8))
      return slices.place([...changes(all.slice(150, 170), 8), ...changes([all[120]], 11)])
    },
    writes: ['update 0: 21 changes, 70 endpoints'],
  },
  {
    what: 'and else the fullest one with room for all of them',
    of: (slices) => {
      const all = endpoints(180)
      slices.place(changes(all.slice(0, 150), 8))
      return slices.place(changes(all.slice(150, 170), 8))
    },
    writes: ['update 0: 20 changes, 70 endpoints'],
  },
  {
    what: 'what does not fit into one makes another',
    of: (slices) => {
      const all = endpoints(240)
      slices.place(changes(all.slice(0, 150), 8))
      return slices.place(changes(all.slice(150), 8))
    },
    writes: ['create 2: 90 changes, 90 endpoints'],
  },
  {
    what: 'endpoints on other ports have slices of their own',
    of: (slices) => slices.place([...changes(endpoints(2), 8), ...changes(endpoints(3, 1), 8)]),
    writes: ['create 1: 2 changes, 2 endpoints', 'update 0: 3 changes, 3 endpoints'],
  },
  {
    what: 'what is not there and does not come writes nothing',
    of: (slices) => slices.place(changes(endpoints(3), 0)),
    writes: [],
  },
]

for (const { what, of, writes } of cases) {
  test(`${what} (R4)`, () => {
    assert.equal(shown(of(new Slices())), writes)
  })
}

test('all endpoints of a Service are in its slices, none with more than 100, after any changes (R4)', () => {
  const slices = new Slices()
  const all = endpoints(400)
  let step = 1
  for (let round = 0; round < 200; round++) {
    const chosen = new Set<number>()
    for (let pick = 0; pick < 1 + (round % 60); pick++) {
      step = (step * 48271) % 2147483647
      chosen.add(step % all.length)
    }
    const writes = slices.place(
      [...chosen].map((pod) => ({ endpoint: all[pod], mark: (pod + round) % 3 === 0 ? 0 : 8 })),
    )
    for (const { call, slice } of writes)
      assert.is(slices.all.includes(slice), call !== SliceCall.Delete, `${call} ${slice.number} ${round}`)
    const inSlices = all.filter(({ slice }) => slice !== undefined)
    assert.is(
      slices.all.reduce((sum, { size }) => sum + size, 0),
      inSlices.length,
    )
    assert.ok(slices.all.every(({ size }) => size <= 100))
    assert.ok(inSlices.every(({ slice }) => slices.all.includes(slice!)))
    assert.is(new Set(slices.all.map(({ number }) => number)).size, slices.all.length)
  }
})

test.run()
