// SPDX-License-Identifier: Apache-2.0
//
// A method call with an array of bytes, which the bus daemon passes on; and its reply.
#include "mechanisms.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dbus/dbus.h>

namespace dbus {

static const char *const service = "org.example.IpcTest", *const path = "/IpcTest", *const interface = "org.example.IpcTest";
static DBusConnection *connection;

static void check(const DBusError &error)
{
    if (!dbus_error_is_set(&error)) return;
    std::fprintf(stderr, "D-Bus: %s\n", error.message);
    std::exit(1);
}

static void append(DBusMessage *message, const char *bytes, size_t size)
{
    if (!dbus_message_append_args(message, DBUS_TYPE_ARRAY, DBUS_TYPE_BYTE, &bytes, static_cast<int>(size), DBUS_TYPE_INVALID))
        fail("dbus_message_append_args");
}

static const char *bytes_of(DBusMessage *message, int &size)
{
    DBusError error = DBUS_ERROR_INIT;
    const char *bytes = nullptr;
    dbus_message_get_args(message, &error, DBUS_TYPE_ARRAY, DBUS_TYPE_BYTE, &bytes, &size, DBUS_TYPE_INVALID);
    check(error);
    return bytes;
}

void serve(void (*ready)())
{
    DBusError error = DBUS_ERROR_INIT;
    connection = dbus_bus_get_private(DBUS_BUS_SESSION, &error);
    check(error);
    dbus_bus_request_name(connection, service, DBUS_NAME_FLAG_DO_NOT_QUEUE, &error);
    check(error);
    ready();
    while (dbus_connection_read_write(connection, -1)) {
        while (DBusMessage *call = dbus_connection_pop_message(connection)) {
            if (dbus_message_is_method_call(call, interface, "Echo")) {
                int size = 0;
                const char *bytes = bytes_of(call, size);
                DBusMessage *reply = dbus_message_new_method_return(call);
                append(reply, bytes, static_cast<size_t>(size));
                dbus_connection_send(connection, reply, nullptr);
                dbus_connection_flush(connection);
                dbus_message_unref(reply);
            }
            dbus_message_unref(call);
        }
    }
}

void open()
{
    DBusError error = DBUS_ERROR_INIT;
    connection = dbus_bus_get_private(DBUS_BUS_SESSION, &error);
    check(error);
}

void exchange(char *message, size_t size)
{
    DBusError error = DBUS_ERROR_INIT;
    DBusMessage *call = dbus_message_new_method_call(service, path, interface, "Echo");
    append(call, message, size);
    DBusMessage *reply = dbus_connection_send_with_reply_and_block(connection, call, DBUS_TIMEOUT_USE_DEFAULT, &error);
    check(error);
    dbus_message_unref(call);
    int returned = 0;
    const char *bytes = bytes_of(reply, returned);
    if (static_cast<size_t>(returned) != size) fail("size");
    std::memcpy(message, bytes, size);
    dbus_message_unref(reply);
}

void close()
{
    dbus_connection_close(connection);
    dbus_connection_unref(connection);
}

}  // namespace dbus
