// SPDX-License-Identifier: Apache-2.0
#include "plan/network.h"

#include "netlink/numbers.h"
#include "netlink/writer.h"

enum { LOOPBACK_INDEX = 1 }; // in every network namespace

struct ifinfomsg {
    uint8_t family, pad;
    uint16_t type;
    int32_t index;
    uint32_t flags, change;
};

void gty_network_loopback_up(struct gty_buffer *out) {
    struct gty_nl_writer writer;
    const struct ifinfomsg link = {.index = LOOPBACK_INDEX, .flags = iff_UP, .change = iff_UP};
    gty_nl_begin(&writer, out, RTM_NEWLINK, nlm_REQUEST | nlm_ACK, 1);
    gty_nl_put_family(&writer, &link, sizeof link);
    gty_nl_end(&writer);
}

// ---- what the supervisor makes -----------------------------------------------------------------------------------

static bool is_loopback(const struct gty_network *network) { return gty_text_is(network->type, "loopback"); }

// Loopback of a new namespace is set up by the init.
static bool is_made(const struct gty_planner *planner, const struct gty_network *network) {
    return !is_loopback(network) || !gty_is_new(planner, GTY_CLONE_NEWNET);
}

static bool has_network(const struct gty_planner *planner) {
    const struct gty_config *config = planner->config;
    for (size_t i = 0; i < config->network_count; i++)
        if (is_made(planner, &config->networks[i])) return true;
    return config->net_device_count || config->route_count;
}

void gty_plan_network(struct gty_planner *planner) {
    if (gty_is_new(planner, GTY_CLONE_NEWNET)) {
        struct gty_buffer request;
        gty_buffer_init(&request, planner->arena);
        gty_network_loopback_up(&request);
        gty_operation_begin(planner, GTY_OP_NETLINK);
        gty_nl_put_bytes(&planner->operation, GTY_A_MESSAGE, request.data, request.length);
        gty_operation_end(planner);
    }
    if (has_network(planner)) gty_operation(planner, GTY_OP_NETWORK);
}

static void put(struct gty_buffer *record, const char *key, struct gty_text value) {
    gty_buffer_json_key(record, key);
    gty_buffer_json_string(record, value);
}

static void put_given(struct gty_buffer *record, const char *key, struct gty_text value) {
    if (value.length) put(record, key, value);
}

// 0 is what Go writes for a number that nobody gave.
static void put_number(struct gty_buffer *record, const char *key, const struct gty_number *number) {
    if (!number->present || number->value <= 0) return;
    gty_buffer_json_key(record, key);
    gty_buffer_json_unsigned(record, (uint64_t)number->value);
}

static void open_list(struct gty_buffer *record, const char *key) {
    gty_buffer_json_key(record, key);
    gty_buffer_json_open(record, '[');
}

static void record_device(const struct gty_net_device *device, struct gty_buffer *record) {
    gty_buffer_json_open(record, '{');
    put(record, "host", device->host_name);
    put(record, "name", device->name.length ? device->name : device->host_name);
    gty_buffer_json_close(record, '}');
}

// Of loopback nothing can be set: libcontainer's own configs say all the same that its gateway is "localhost".
static void record_loopback(struct gty_buffer *record) {
    gty_buffer_json_open(record, '{');
    put(record, "type", GTY_TEXT("loopback"));
    put(record, "name", GTY_TEXT("lo"));
    put(record, "hostInterfaceName", GTY_TEXT(""));
    gty_buffer_json_close(record, '}');
}

static void record_veth(const struct gty_network *network, struct gty_buffer *record) {
    gty_buffer_json_open(record, '{');
    put(record, "type", network->type);
    put(record, "name", network->name);
    put(record, "hostInterfaceName", network->host_interface_name);
    put_given(record, "bridge", network->bridge);
    put_given(record, "macAddress", network->mac_address);
    put_given(record, "address", network->address);
    put_given(record, "gateway", network->gateway);
    put_given(record, "ipv6Address", network->ipv6_address);
    put_given(record, "ipv6Gateway", network->ipv6_gateway);
    put_number(record, "mtu", &network->mtu);
    put_number(record, "txQueueLen", &network->txqueuelen);
    if (network->hairpin_mode) {
        gty_buffer_json_key(record, "hairpinMode");
        gty_buffer_json_bool(record, true);
    }
    gty_buffer_json_close(record, '}');
}

static void record_route(const struct gty_route *route, struct gty_buffer *record) {
    gty_buffer_json_open(record, '{');
    put_given(record, "destination", route->destination);
    put_given(record, "source", route->source);
    put_given(record, "gateway", route->gateway);
    put_given(record, "interfaceName", route->interface_name);
    gty_buffer_json_close(record, '}');
}

void gty_record_network(struct gty_planner *planner, struct gty_buffer *record) {
    const struct gty_config *config = planner->config;
    if (!has_network(planner)) return;
    gty_buffer_json_key(record, "network");
    gty_buffer_json_open(record, '{');
    open_list(record, "devices");
    for (size_t i = 0; i < config->net_device_count; i++) record_device(&config->net_devices[i], record);
    gty_buffer_json_close(record, ']');
    open_list(record, "interfaces");
    for (size_t i = 0; i < config->network_count; i++) {
        const struct gty_network *network = &config->networks[i];
        if (!is_loopback(network))
            record_veth(network, record);
        else if (is_made(planner, network))
            record_loopback(record);
    }
    gty_buffer_json_close(record, ']');
    open_list(record, "routes");
    for (size_t i = 0; i < config->route_count; i++) record_route(&config->routes[i], record);
    gty_buffer_json_close(record, ']');
    gty_buffer_json_close(record, '}');
}
