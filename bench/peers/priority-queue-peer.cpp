// The workload of README.md on std::priority_queue: state in arrays, probes numbered in the order of their phases.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <queue>
#include <random>
#include <sys/resource.h>
#include <vector>

namespace {

constexpr int kPeriods[] = {1, 2, 5, 10, 20, 30};
constexpr double kForgetAfter = 600;

enum class Kind : uint32_t { kTick, kAnswer, kRestart };

struct Event {
  double time;
  uint64_t sequence;
  uint32_t probe;
  Kind kind;
};

struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
  }
};

// xoshiro256++ (David Blackman and Sebastiano Vigna, public domain), seeded by splitmix64.
struct Xoshiro {
  using result_type = uint64_t;
  uint64_t s[4];
  explicit Xoshiro(uint64_t seed) {
    for (auto& word : s) {
      uint64_t z = (seed += 0x9e3779b97f4a7c15);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
  static constexpr uint64_t min() { return 0; }
  static constexpr uint64_t max() { return UINT64_MAX; }
  static uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  uint64_t operator()() {
    const uint64_t result = rotl(s[0] + s[3], 23) + s[0];
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
  }
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }
};

double cpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return t.tv_sec + t.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void printTotals(const char* name, const std::vector<double>& rows) {
  double sum = 0, squares = 0;
  for (const double row : rows) {
    sum += row;
    squares += row * row;
  }
  std::printf(",\"%s\":{\"sum\":%.0f,\"sumOfSquares\":%.0f}", name, sum, squares);
}

std::vector<double> byNode(const std::vector<uint32_t>& cells, size_t nodes, size_t buckets) {
  std::vector<double> rows(nodes);
  for (size_t node = 0; node < nodes; node++)
    rows[node] = std::accumulate(&cells[node * buckets], &cells[(node + 1) * buckets], 0.0);
  return rows;
}

}  // namespace

int main(int, char** argv) {
  const size_t probes = std::strtoull(argv[1], nullptr, 10);
  const double seconds = std::atof(argv[2]);
  const double failureProbability = std::atof(argv[3]);
  const size_t failingEvery = std::strtoull(argv[4], nullptr, 10);
  Xoshiro random(std::strtoull(argv[5], nullptr, 10));
  std::lognormal_distribution<double> latencyOf(std::log(0.005), 1.0);

  const size_t nodes = (probes + 59) / 60;
  const size_t buckets = static_cast<size_t>(seconds / 10) + 1;
  std::vector<uint32_t> ticks(nodes * buckets), failures(nodes * buckets), nodeOf(probes);
  std::vector<double> restarts(nodes);
  std::vector<double> period(probes), tickAt(probes), failsWith(probes);
  std::vector<double> lastKill(probes, -1), stepped(probes), wait(probes);
  std::vector<uint8_t> failedInARow(probes), fails(probes);
  std::vector<uint32_t> cell(probes);

  std::vector<double> phase(probes);
  for (size_t index = 0; index < probes; index++) phase[index] = random.uniform() * kPeriods[index % 6];
  std::vector<uint32_t> order(probes);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return a % 6 != b % 6 ? a % 6 < b % 6 : phase[a] < phase[b];
  });

  std::vector<Event> storage;
  storage.reserve(probes + 1);
  std::priority_queue<Event, std::vector<Event>, Later> events(Later{}, std::move(storage));
  uint64_t sequence = 0;
  const auto schedule = [&](double time, uint32_t probe, Kind kind) {
    events.push({time, sequence++, probe, kind});
  };
  for (uint32_t probe = 0; probe < probes; probe++) {
    const uint32_t index = order[probe];
    nodeOf[probe] = index / 60;
    period[probe] = kPeriods[index % 6];
    failsWith[probe] = index % failingEvery == 0 ? 0.9 : failureProbability;
    tickAt[probe] = phase[index];
    schedule(tickAt[probe], probe, Kind::kTick);
  }
  const auto scheduleTick = [&](uint32_t probe, double now) {
    do tickAt[probe] += period[probe];
    while (tickAt[probe] < now);
    schedule(tickAt[probe], probe, Kind::kTick);
  };
  const auto restart = [&](uint32_t probe, double now) {
    restarts[nodeOf[probe]]++;
    scheduleTick(probe, now);
  };
  const auto step = [&](uint32_t probe, double now) {
    wait[probe] = std::min(2 * wait[probe], 300.0);
    stepped[probe] = now;
    restart(probe, now);
  };
  const auto kill = [&](uint32_t probe, double now) {
    const double last = lastKill[probe];
    failedInARow[probe] = 0;
    lastKill[probe] = now;
    if (wait[probe] > 0 && now - stepped[probe] > kForgetAfter) wait[probe] = 0;
    if (last < 0) {
      restart(probe, now);
    } else if (wait[probe] == 0) {
      wait[probe] = 10;
      stepped[probe] = now;
      restart(probe, now);
    } else if (now - last >= wait[probe]) {
      step(probe, now);
    } else {
      schedule(now + wait[probe], probe, Kind::kRestart);
    }
  };

  const double setup = cpuSeconds();
  while (!events.empty() && events.top().time < seconds) {
    const Event event = events.top();
    events.pop();
    const uint32_t probe = event.probe;
    switch (event.kind) {
      case Kind::kTick: {
        cell[probe] = static_cast<uint32_t>(nodeOf[probe] * buckets + static_cast<size_t>(event.time / 10));
        ticks[cell[probe]]++;
        double latency = latencyOf(random);
        fails[probe] = random.uniform() < failsWith[probe];
        if (latency >= 1) {
          latency = 1;
          fails[probe] = 1;
        }
        schedule(event.time + latency, probe, Kind::kAnswer);
        break;
      }
      case Kind::kAnswer:
        if (fails[probe]) {
          failures[cell[probe]]++;
          if (++failedInARow[probe] == 3) {
            kill(probe, event.time);
            break;
          }
        } else {
          failedInARow[probe] = 0;
        }
        scheduleTick(probe, event.time);
        break;
      case Kind::kRestart:
        step(probe, event.time);
        break;
    }
  }
  const double cpu = cpuSeconds() - setup;

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("{\"setupCpuSeconds\":%.6f,\"cpuSeconds\":%.6f,\"peakMemoryBytes\":%.0f", setup, cpu,
              usage.ru_maxrss * 1024.0);
  printTotals("ticks", byNode(ticks, nodes, buckets));
  printTotals("failures", byNode(failures, nodes, buckets));
  printTotals("restarts", restarts);
  std::printf("}\n");
}
