// SPDX-License-Identifier: Apache-2.0
//
// A queue takes messages of 8 KiB (/proc/sys/fs/mqueue/msgsize_max), so one of ours may need several.
#include "mechanisms.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <mqueue.h>
#include <unistd.h>
#include <vector>

namespace queue {

static const size_t largest = 8192;
static mqd_t requests, answers;

// Names of queues are known to the whole machine; this one has the folder's last part in it.
static std::string name(const char *which) { return "/" + folder.substr(folder.rfind('/') + 1) + which; }

static mqd_t make(const char *which)
{
    mq_attr attributes{};
    attributes.mq_maxmsg = 10;
    attributes.mq_msgsize = largest;
    mqd_t result = mq_open(name(which).c_str(), O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
    if (result < 0) fail("mq_open");
    return result;
}

// The first part begins with the size of the message.
static void send(mqd_t descriptor, const char *message, size_t size)
{
    char part[largest];
    uint32_t prefix = static_cast<uint32_t>(size);
    size_t first = std::min(size, largest - sizeof prefix);
    std::memcpy(part, &prefix, sizeof prefix);
    std::memcpy(part + sizeof prefix, message, first);
    if (mq_send(descriptor, part, sizeof prefix + first, 0)) fail("mq_send");
    for (size_t done = first; done < size; done += std::min(size - done, largest))
        if (mq_send(descriptor, message + done, std::min(size - done, largest), 0)) fail("mq_send");
}

static void receive(mqd_t descriptor, std::vector<char> &message)
{
    char part[largest];
    uint32_t size;
    ssize_t got = mq_receive(descriptor, part, sizeof part, nullptr);
    if (got < static_cast<ssize_t>(sizeof size)) fail("mq_receive");
    std::memcpy(&size, part, sizeof size);
    message.assign(part + sizeof size, part + got);
    while (message.size() < size) {
        if ((got = mq_receive(descriptor, part, sizeof part, nullptr)) <= 0) fail("mq_receive");
        message.insert(message.end(), part, part + got);
    }
}

void serve(void (*ready)())
{
    requests = make("-requests");
    answers = make("-answers");
    ready();
    std::vector<char> message;
    for (;;) {
        receive(requests, message);
        send(answers, message.data(), message.size());
    }
}

void open()
{
    requests = mq_open(name("-requests").c_str(), O_WRONLY);
    answers = mq_open(name("-answers").c_str(), O_RDONLY);
    if (requests < 0 || answers < 0) fail("mq_open");
}

void exchange(char *message, size_t size)
{
    static std::vector<char> answer;
    send(requests, message, size);
    receive(answers, answer);
    if (answer.size() != size) fail("size");
    std::memcpy(message, answer.data(), size);
}

void close()
{
    mq_close(requests);
    mq_close(answers);
    mq_unlink(name("-requests").c_str());
    mq_unlink(name("-answers").c_str());
}

}  // namespace queue
