/** The workload of README.md in simjs: one entity per probe. */
// The package is a script for browsers: it leaves what it offers in `window`.
globalThis.window = {}
await import('simjs')
const { Sim, Entity, Random } = globalThis.window.Sim

const [probes, seconds, failureProbability, failingEvery, seed] = process.argv.slice(2).map(Number)
const periods = [1, 2, 5, 10, 20, 30]
const nodes = Math.ceil(probes / 60)
const buckets = Math.floor(seconds / 10) + 1
const ticks = new Float64Array(nodes * buckets)
const failures = new Float64Array(nodes * buckets)
const restarts = new Float64Array(nodes)
const random = new Random(seed)
const mu = Math.log(0.005)
const forgetAfter = 600

class Probe extends Entity {
  start(index) {
    this.node = Math.floor(index / 60)
    this.period = periods[index % 6]
    this.failsWith = index % failingEvery === 0 ? 0.9 : failureProbability
    this.tickAt = random.random() * this.period
    this.failedInARow = 0
    this.lastKill = -1
    this.stepped = 0
    this.wait = 0
    this.fails = false
    this.row = 0
    this.setTimer(this.tickAt).done(this.tick)
  }

  tick() {
    this.row = this.node * buckets + Math.floor(this.time() / 10)
    ticks[this.row]++
    let latency = Math.exp(random.normal(mu, 1))
    this.fails = random.random() < this.failsWith
    if (latency >= 1) {
      latency = 1
      this.fails = true
    }
    this.setTimer(latency).done(this.answer)
  }

  answer() {
    if (!this.fails) this.failedInARow = 0
    else {
      failures[this.row]++
      this.failedInARow++
      if (this.failedInARow === 3) {
        this.kill()
        return
      }
    }
    this.nextTick()
  }

  kill() {
    const now = this.time()
    const last = this.lastKill
    this.failedInARow = 0
    this.lastKill = now
    if (this.wait > 0 && now - this.stepped > forgetAfter) this.wait = 0
    if (last < 0) {
      this.restart()
    } else if (this.wait === 0) {
      this.wait = 10
      this.stepped = now
      this.restart()
    } else if (now - last >= this.wait) {
      this.step()
    } else {
      this.setTimer(this.wait).done(this.step)
    }
  }

  step() {
    this.wait = Math.min(2 * this.wait, 300)
    this.stepped = this.time()
    this.restart()
  }

  restart() {
    restarts[this.node]++
    this.nextTick()
  }

  nextTick() {
    const now = this.time()
    do this.tickAt += this.period
    while (this.tickAt < now)
    this.setTimer(this.tickAt - now).done(this.tick)
  }
}

function totals(rows) {
  return { sum: rows.reduce((a, b) => a + b, 0), sumOfSquares: rows.reduce((a, b) => a + b * b, 0) }
}

function byNode(cells) {
  return Float64Array.from({ length: nodes }, (_, node) =>
    cells.subarray(node * buckets, (node + 1) * buckets).reduce((a, b) => a + b, 0),
  )
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const sim = new Sim()
for (let index = 0; index < probes; index++) sim.addEntity(Probe, undefined, index)
const setupCpuSeconds = cpuSeconds()
sim.simulate(seconds)
console.log(
  JSON.stringify({
    setupCpuSeconds,
    cpuSeconds: cpuSeconds() - setupCpuSeconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ticks: totals(byNode(ticks)),
    failures: totals(byNode(failures)),
    restarts: totals(restarts),
  }),
)
