/* A small pool of threads. */
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using Job = std::function<void()>;

namespace pool
{

class Queue
{
    std::mutex mutex_;
    std::deque<Job> jobs_;

public:
    void push(Job job)
    {
        std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }

    bool steal(Job &job)
    {
        if (std::unique_lock lock(mutex_, std::try_to_lock); !lock || jobs_.empty())
            return false;
        else
            return job = std::move(jobs_.front()), jobs_.pop_front(), true;
    }
};

class Pool
{
public:
    explicit Pool(unsigned n_threads = std::thread::hardware_concurrency())
    try : queues_(n_threads ? n_threads : 1), n_open_{0}
    {
        for (unsigned k = 0; k < queues_.size(); ++k)
            threads_.emplace_back([this, k] {
                Job job;
                while (!stopped_.load(std::memory_order_acquire))
                {
                    bool found = false;
                    for (unsigned j = 0; j < queues_.size() && !found; ++j)
                        found = queues_[(k + j) % queues_.size()].steal(job);
                    if (found) { job(); n_open_.fetch_sub(1); }
                    else std::this_thread::yield();
                }
            });
    }
    catch (const std::system_error &)
    {
        stop();
    }
    catch (...)
    {
        stop();
        throw;
    }

    ~Pool() { stop(); }

    template <class F, class... A>
    void submit(F &&f, A &&...arguments);

    void wait() const noexcept
    {
        while (n_open_.load() > 0)
            ;
    }

private:
    void stop()
    {
        stopped_.store(true, std::memory_order_release);
        for (auto &t : threads_) if (t.joinable()) t.join();
    }

    std::deque<Queue> queues_;
    std::vector<std::thread> threads_;
    std::atomic<long> n_open_;
    std::atomic<bool> stopped_{false};
    std::atomic<unsigned> next_{0};
};

template <class F, class... A>
void Pool::submit(F &&f, A &&...arguments)
{
    n_open_.fetch_add(1);
    queues_[next_++ % queues_.size()].push(
        [f = std::forward<F>(f), ... a = std::forward<A>(arguments)]() mutable { f(a...); });
}

} // namespace pool

void parallel_for(pool::Pool &p, long first, long last, const std::function<void(long)> &body)
{
    const long chunk = 1 + (last - first) / 64;
    for (long b = first; b < last; b += chunk)
        p.submit([=, &body](long from, long to) { for (long i = from; i < to; ++i) body(i); }, b, b + chunk < last ? b + chunk : last);
    p.wait();
}