/** HorizontalPodAutoscalers with a load scale their workload (Z29); others scale nothing. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory, loadError, loadText } from '../load-text.test.helper.ts'

const test = suite('autoscalers with a load')

const web = (requests = 'resources: {requests: {cpu: 100m}}'): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: app:1, ${requests}}]}
`
const autoscaler = (rest: string, version = 'v2'): string => `
apiVersion: autoscaling/${version}
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 10
  ${rest}
`
const scenario = (load: string): string => `
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
spec:
  workloads: [{match: {name: web}, cpuLoad: ${load}}]
`
const common = {
  namespace: 'shop',
  name: 'web',
  workload: 0,
  minReplicas: 1,
  maxReplicas: 10,
  tolerance: { up: 0.1, down: 0.1 },
}
const eighty = { kind: 'utilization', percent: 80, requestMillicores: 100 }

const read: readonly { readonly what: string; readonly text: string; readonly spec: object }[] = [
  {
    what: 'autoscaling/v1',
    text: autoscaler('targetCPUUtilizationPercentage: 50', 'v1'),
    spec: { ...common, target: { ...eighty, percent: 50 } },
  },
  {
    what: 'no metric: 80 %',
    text: autoscaler('minReplicas: 3'),
    spec: { ...common, minReplicas: 3, target: eighty },
  },
  {
    what: 'a value for each pod',
    text: autoscaler(
      'metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 250m}}}]',
    ),
    spec: { ...common, target: { kind: 'average', millicores: 250 } },
  },
  {
    what: 'a behavior, with the defaults of what it does not say',
    text: autoscaler(
      'behavior: {scaleDown: {stabilizationWindowSeconds: 60, policies: [{type: Pods, value: 1, periodSeconds: 30}]}}',
    ),
    spec: {
      ...common,
      target: eighty,
      behavior: {
        up: {
          stabilizationUs: 0,
          select: 'Max',
          policies: [
            { kind: 'Pods', value: 4, periodUs: 15_000_000 },
            { kind: 'Percent', value: 100, periodUs: 15_000_000 },
          ],
        },
        down: {
          stabilizationUs: 60_000_000,
          select: 'Max',
          policies: [{ kind: 'Pods', value: 1, periodUs: 30_000_000 }],
        },
      },
    },
  },
]

for (const { what, text, spec: expected } of read) {
  test(`reads ${what}`, async () => {
    const { spec } = await loadText([web(), text, scenario('1.5')].join('---'))
    assert.equal(spec.autoscalers, [expected])
    assert.equal(spec.workloads[0].cpuLoad, [{ fromUs: 0, millicores: 1500 }])
  })
}

test('a load may be a file of steps', async () => {
  await inDirectory(
    {
      'all.yaml': [web(), autoscaler(''), scenario('load.csv')].join('---'),
      'load.csv': 'time,cores\n0s,0.5\n5m,2\n600,1\n',
    },
    async (directory) => {
      const { spec } = await loadScenario({ files: [`${directory}/all.yaml`] })
      assert.equal(spec.workloads[0].cpuLoad, [
        { fromUs: 0, millicores: 500 },
        { fromUs: 300_000_000, millicores: 2000 },
        { fromUs: 600_000_000, millicores: 1000 },
      ])
    },
  )
})

test('without a load it goes by what its containers take of processors; a start-up alone says nothing of that', async () => {
  const of = async (cpu: string) =>
    (
      await loadText(
        [
          web(),
          autoscaler(''),
          `apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\nspec: {workloads: [{behavior: {cpu: ${cpu}}}]}`,
        ].join('\n---\n'),
      )
    ).spec
  const { workloads, autoscalers } = await of('{idle: 20m}')
  assert.is(autoscalers?.length, 1)
  assert.is(workloads[0].scalesByUse, true)
  assert.is((await of('{startup: 5s}')).autoscalers, undefined)
})

/** A container and a sidecar, which request so much, and of which the sidecar says what it takes. */
const withSidecar = (app: string, sidecar: string): string =>
  [
    web(`${app}}], initContainers: [{name: mesh, image: m:1, restartPolicy: Always, ${sidecar}`),
    autoscaler(''),
    `apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nspec: {workloads: [{match: {container: mesh}, behavior: {cpu: {idle: 20m}}}]}`,
  ].join('\n---\n')
const cpu = (amount: string): string => `resources: {requests: {cpu: ${amount}}}`

test('what a sidecar takes counts as well, of what container and sidecar request', async () => {
  const { spec } = await loadText(withSidecar(cpu('100m'), cpu('50m')))
  assert.equal(
    spec.autoscalers?.map(({ target }) => target),
    [{ kind: 'utilization', percent: 80, requestMillicores: 150 }],
  )
  const { spec: some } = await loadText(withSidecar(cpu('100m'), cpu('0')))
  assert.equal(
    some.autoscalers?.map(({ target }) => target),
    [eighty],
  )
})

for (const [what, text] of [
  ['a sidecar requests no CPU', withSidecar(cpu('100m'), 'env: []')],
  ['the container requests no CPU', withSidecar('env: []', cpu('50m'))],
  ['all request none', withSidecar(cpu('0'), cpu('0'))],
] as const)
  test(`where ${what} it has no metric, and a note says so`, async () => {
    const { spec, notes } = await loadText(text)
    assert.is(spec.autoscalers, undefined)
    const note =
      'HorizontalPodAutoscalers that scale nothing: shop/web (a container of its pods requests no CPU)'
    assert.ok(notes.includes(note), notes.join('\n'))
    assert.not(notes.some((each) => each.includes('no workloads[].cpuLoad')))
  })

test('one that scales a workload of the input is not counted as skipped; others are', async () => {
  const skipped = async (...texts: readonly string[]) =>
    (await loadText(texts.join('---'))).notes.filter((note) => note.startsWith('skipped'))
  const other = autoscaler('').replaceAll('name: web', 'name: other')
  assert.equal(await skipped(web(), autoscaler(''), scenario('1')), [])
  assert.equal(await skipped(web(), autoscaler('')), [])
  const one = 'skipped 1 object of kinds that are not simulated: HorizontalPodAutoscaler 1'
  assert.equal(await skipped(web(), other, autoscaler(''), scenario('1')), [one])
})

test('without a load it scales nothing, and a note says so', async () => {
  const { spec, notes } = await loadText([web(), autoscaler('')].join('---'))
  assert.is(spec.autoscalers, undefined)
  assert.ok(notes.some((note) => note.includes('HorizontalPodAutoscalers that scale nothing')))
})

const refused: readonly {
  readonly what: string
  readonly text: readonly string[]
  readonly message: RegExp
}[] = [
  {
    what: 'a load of a workload that nothing scales',
    text: [web(), scenario('1')],
    message: /no HorizontalPodAutoscaler of the input scales/,
  },
  {
    what: 'a container that requests no CPU',
    text: [web('command: [a]'), autoscaler(''), scenario('1')],
    message: /a container of its pods requests no CPU/,
  },
  {
    what: 'a metric of something else',
    text: [
      web(),
      autoscaler(
        'metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 50}}}]',
      ),
      scenario('1'),
    ],
    message: /metrics beside the CPU/,
  },
]

for (const { what, text, message } of refused) {
  test(`refuses ${what}`, async () => {
    const { diagnostics } = await loadError(loadText(text.join('---')))
    assert.match(diagnostics[0].message, message)
  })
}

test('refuses a file whose times go back', async () => {
  await inDirectory(
    { 'all.yaml': [web(), autoscaler(''), scenario('load.csv')].join('---'), 'load.csv': '5m,2\n1m,1\n' },
    async (directory) => {
      const { diagnostics } = await loadError(loadScenario({ files: [`${directory}/all.yaml`] }))
      assert.is(diagnostics[0].rule, 'cpu-load-format')
      assert.is(diagnostics[0].line, 2)
    },
  )
})

test.run()
