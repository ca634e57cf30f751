// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace qingkong {

/// What one thread of a SenderPool does: `send` a job; `rest` is called when nothing has come for half a minute.
template <class Job, class Result>
struct SenderWorker {
    std::function<Result(const Job&)> send;
    std::function<void()> rest;
};

/// Threads that take jobs from a bounded queue. Results come in batches, in the thread of the io_context, in no particular
/// order, one for each job taken; the io_context does not run out while results are owed.
template <class Job, class Result>
class SenderPool {
public:
    /// `make_worker` is called once in each thread, and what it made ends with the thread.
    SenderPool(boost::asio::io_context& context, int threads, std::size_t queue_limit,
               std::function<SenderWorker<Job, Result>()> make_worker, std::function<void(std::vector<Result>)> on_results)
        : state_(std::make_shared<State>(context, queue_limit, std::move(on_results))) {
        // The threads do not own the state: stop() joins them before it can go.
        for (int i = 0; i < std::clamp(threads, 1, 32); ++i)
            threads_.emplace_back([state = state_.get(), make_worker] { state->work(make_worker()); });
    }
    /// stop().
    ~SenderPool() { stop(); }
    SenderPool(const SenderPool&) = delete;
    SenderPool& operator=(const SenderPool&) = delete;

    /// How many more jobs can be taken now.
    std::size_t room() const {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        return state_->room();
    }

    /// Takes the first room() jobs; returns how many. Any thread.
    std::size_t send(std::vector<Job> jobs) {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        const std::size_t count = std::min(jobs.size(), state_->room());
        if (count == 0) return 0;
        for (std::size_t i = 0; i < count; ++i) state_->queue.push_back(std::move(jobs[i]));
        state_->taken += count;
        if (!state_->guard) state_->guard.emplace(state_->context.get_executor());
        state_->wake.notify_all();
        return count;
    }

    /// Waits for the jobs under way; what still waits in the queue is dropped, and no result is reported any more.
    void stop() {
        {
            const std::lock_guard<std::mutex> lock(state_->mutex);
            state_->stopping = true;
            state_->queue.clear();
            state_->guard.reset();
        }
        state_->wake.notify_all();
        for (std::thread& thread : threads_)
            if (thread.joinable()) thread.join();
    }

private:
    static constexpr std::chrono::seconds kIdleTime{30};

    struct State : std::enable_shared_from_this<State> {
        State(boost::asio::io_context& io, std::size_t limit, std::function<void(std::vector<Result>)> callback)
            : context(io), queue_limit(limit), on_results(std::move(callback)) {}

        std::size_t room() const { return stopping ? 0 : queue_limit - std::min(taken, queue_limit); }

        void work(SenderWorker<Job, Result> worker) {
            std::unique_lock<std::mutex> lock(mutex);
            const auto woken = [this] { return stopping || !queue.empty(); };
            while (!stopping) {
                if (queue.empty() && !wake.wait_for(lock, kIdleTime, woken)) {
                    lock.unlock();
                    worker.rest();
                    lock.lock();
                    wake.wait(lock, woken);
                }
                if (stopping) return;
                if (queue.empty()) continue;
                const Job job = std::move(queue.front());
                queue.pop_front();
                lock.unlock();
                Result result = worker.send(job);
                lock.lock();
                report(std::move(result));
            }
        }

        /// One post for all results that gather before it runs.
        void report(Result result) {
            if (stopping) return;
            results.push_back(std::move(result));
            if (std::exchange(report_posted, true)) return;
            boost::asio::post(context, [weak = this->weak_from_this()] {
                if (const auto self = weak.lock()) self->deliver();
            });
        }

        void deliver() {
            std::vector<Result> batch;
            {
                const std::lock_guard<std::mutex> lock(mutex);
                report_posted = false;
                if (stopping) return;
                batch.swap(results);
                taken -= batch.size();
                if (taken == 0) guard.reset();
            }
            if (!batch.empty()) on_results(std::move(batch));
        }

        boost::asio::io_context& context;
        const std::size_t queue_limit;
        const std::function<void(std::vector<Result>)> on_results;

        mutable std::mutex mutex;
        std::condition_variable wake;
        std::deque<Job> queue;    // the rest under the mutex
        std::vector<Result> results;
        std::size_t taken = 0;    ///< jobs taken and not yet reported
        bool report_posted = false;
        bool stopping = false;
        std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guard;
    };

    std::shared_ptr<State> state_;
    std::vector<std::thread> threads_;
};

}  // namespace qingkong
