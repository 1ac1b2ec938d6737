// SPDX-License-Identifier: Apache-2.0
#include "plan/bases.h"

#include <stdlib.h>

static void record(struct gty_bases *bases, const struct gty_base_event *event) {
    if (bases->count == bases->capacity) {
        size_t size = sizeof *event, capacity = bases->capacity ? bases->capacity * 2 : 64;
        void *events = gty_arena_grow(bases->arena, bases->events, bases->capacity * size, capacity * size);
        if (!events) return;
        bases->events = events;
        bases->capacity = capacity;
    }
    bases->events[bases->count++] = *event;
}

static int compare(const void *left, const void *right) {
    const struct gty_base_place *a = left, *b = right;
    return gty_text_compare(a->path, b->path);
}

// Sorted and searched, not hashed: an attacker chose the paths.
static struct gty_base_place *place_of(const struct gty_bases *bases, struct gty_text path) {
    struct gty_base_place wanted = {.path = path};
    return bsearch(&wanted, bases->places, bases->place_count, sizeof wanted, compare);
}

// A later mount hides the earlier ones at its place and below: of those at or above a path the latest counts.
static struct gty_base *latest_mount(const struct gty_bases *bases, struct gty_text path) {
    uint32_t latest = 0;
    for (size_t end = 1; bases->made && end <= path.length; end++) {
        bool whole = end == 1 || end == path.length || path.data[end] == '/'; // "/" itself is a place
        const struct gty_base_place *place = whole ? place_of(bases, (struct gty_text){path.data, end}) : NULL;
        if (place && place->latest > latest) latest = place->latest;
    }
    return latest ? &bases->mounts[latest - 1] : NULL;
}

static void make_next(struct gty_bases *bases) {
    struct gty_base *mount = &bases->mounts[bases->made++];
    struct gty_base_place *place = place_of(bases, mount->path);
    if (place) place->latest = bases->made;
    if (mount->kept) mount->slot = bases->slots++;
}

static void forget_order(struct gty_bases *bases) {
    for (size_t i = 0; i < bases->place_count; i++) bases->places[i].latest = 0;
    bases->made = bases->slots = 0;
}

static bool collect_places(struct gty_bases *bases) {
    bases->mounts = gty_arena_array(bases->arena, bases->count + 1, sizeof *bases->mounts);
    bases->places = gty_arena_array(bases->arena, bases->count + 1, sizeof *bases->places);
    if (!bases->mounts || !bases->places) return false;
    for (size_t i = 0; i < bases->count; i++)
        if (!bases->events[i].question) bases->mounts[bases->mount_count++] = bases->events[i].mount;
    for (uint32_t i = 0; i < bases->mount_count; i++) bases->places[i].path = bases->mounts[i].path;
    qsort(bases->places, bases->mount_count, sizeof *bases->places, compare);
    for (uint32_t i = 0; i < bases->mount_count; i++) {
        if (i && compare(&bases->places[i], &bases->places[bases->place_count - 1]) == 0) continue;
        bases->places[bases->place_count++] = bases->places[i];
    }
    return true;
}

void gty_bases_settle(struct gty_bases *bases) {
    if (!collect_places(bases)) return;
    for (size_t i = 0; i < bases->count; i++) {
        if (!bases->events[i].question) {
            make_next(bases);
            continue;
        }
        struct gty_base *base = latest_mount(bases, bases->events[i].mount.path);
        if (base) base->kept = true;
    }
    forget_order(bases);
    bases->settled = true;
}

const struct gty_base *gty_bases_find(struct gty_bases *bases, struct gty_text path) {
    if (bases->settled) return latest_mount(bases, path);
    record(bases, &(struct gty_base_event){.mount = {.path = path}, .question = true});
    return NULL;
}

const struct gty_base *gty_bases_next(const struct gty_bases *bases) {
    return bases->settled && bases->made < bases->mount_count ? &bases->mounts[bases->made] : NULL;
}

void gty_bases_add(struct gty_bases *bases, struct gty_text path, bool foreign) {
    if (!bases->settled)
        record(bases, &(struct gty_base_event){.mount = {.path = path, .foreign = foreign}});
    else if (bases->made < bases->mount_count)
        make_next(bases);
}
