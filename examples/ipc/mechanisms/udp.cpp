// SPDX-License-Identifier: Apache-2.0
//
// A datagram holds less than 64 KiB, so a message may need several. On loopback they come in order and none is lost as long as the
// receiver's buffer has room for a message; on a network more would have to be written here.
#include "mechanisms.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace udp {

static const size_t largest = 32768;
static int connection;

static int make_socket(sockaddr_in &name)
{
    int result = socket(AF_INET, SOCK_DGRAM, 0);
    socklen_t length = sizeof name;
    name = {};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (result < 0 || bind(result, reinterpret_cast<sockaddr *>(&name), sizeof name)) fail("bind");
    if (getsockname(result, reinterpret_cast<sockaddr *>(&name), &length)) fail("getsockname");
    return result;
}

// The first datagram begins with the size of the message.
static void send(int descriptor, char *message, size_t size)
{
    uint32_t prefix = static_cast<uint32_t>(size);
    size_t first = std::min(size, largest - sizeof prefix);
    iovec parts[2] = {{&prefix, sizeof prefix}, {message, first}};
    msghdr header{};
    header.msg_iov = parts;
    header.msg_iovlen = 2;
    if (sendmsg(descriptor, &header, 0) < 0) fail("sendmsg");
    for (size_t done = first; done < size; done += std::min(size - done, largest))
        if (::send(descriptor, message + done, std::min(size - done, largest), 0) < 0) fail("send");
}

// If `from` is there, that is who sent the first datagram.
static void receive(int descriptor, std::vector<char> &message, sockaddr_in *from)
{
    char datagram[largest];
    socklen_t length = sizeof *from;
    ssize_t got = recvfrom(descriptor, datagram, sizeof datagram, 0, reinterpret_cast<sockaddr *>(from), from ? &length : nullptr);
    uint32_t size;
    if (got < static_cast<ssize_t>(sizeof size)) fail("recvfrom");
    std::memcpy(&size, datagram, sizeof size);
    message.assign(datagram + sizeof size, datagram + got);
    while (message.size() < size) {
        if ((got = recv(descriptor, datagram, sizeof datagram, 0)) <= 0) fail("recv");
        message.insert(message.end(), datagram, datagram + got);
    }
}

void serve(void (*ready)())
{
    sockaddr_in name, client;
    int descriptor = make_socket(name);
    // Where clients find the port.
    FILE *file = std::fopen((folder + "/port").c_str(), "w");
    if (!file) fail("port");
    std::fprintf(file, "%d", ntohs(name.sin_port));
    std::fclose(file);
    ready();
    std::vector<char> message;
    for (;;) {
        receive(descriptor, message, &client);
        if (connect(descriptor, reinterpret_cast<sockaddr *>(&client), sizeof client)) fail("connect");
        send(descriptor, message.data(), message.size());
    }
}

void open()
{
    sockaddr_in name;
    int port = 0;
    FILE *file = std::fopen((folder + "/port").c_str(), "r");
    if (!file || std::fscanf(file, "%d", &port) != 1) fail("port");
    std::fclose(file);
    connection = make_socket(name);
    name.sin_port = htons(static_cast<uint16_t>(port));
    if (connect(connection, reinterpret_cast<sockaddr *>(&name), sizeof name)) fail("connect");
}

void exchange(char *message, size_t size)
{
    static std::vector<char> answer;
    send(connection, message, size);
    receive(connection, answer, nullptr);
    if (answer.size() != size) fail("size");
    std::memcpy(message, answer.data(), size);
}

void close()
{
    ::close(connection);
    unlink((folder + "/port").c_str());
}

}  // namespace udp
