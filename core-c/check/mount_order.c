// SPDX-License-Identifier: Apache-2.0
//
// Mounts are made in their order: a later one on the same place, or above it, hides an earlier one.
#include <stdlib.h>

#include "check/mount_parts.h"

struct place {
    struct gty_text path;
    size_t index;
};

// Paths by their parts, so that what is below a path follows it.
static int compare(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    size_t common = a->path.length < b->path.length ? a->path.length : b->path.length;
    for (size_t i = 0; i < common; i++) {
        unsigned char x = (unsigned char)a->path.data[i], y = (unsigned char)b->path.data[i];
        if (x == y) continue;
        if (x == '/' || y == '/') return x == '/' ? -1 : 1;
        return x < y ? -1 : 1;
    }
    if (a->path.length != b->path.length) return a->path.length < b->path.length ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static void report(const struct gty_checker *checker, const struct place *hidden, const struct place *by) {
    const struct gty_mount *mounts = checker->config->mounts;
    const char *help = gty_text_equal(hidden->path, by->path)
                           ? "two mounts cannot be seen on one place: leave one out"
                           : "mounts are made in their order: put the outer one first";
    struct gty_diagnostic *finding = gty_find(checker->diagnostics, GTY_RULE_MOUNT_HIDDEN, mounts[hidden->index].node,
                                              help, "the mount on %s is hidden by a later one on %s",
                                              gty_quote(checker, hidden->path), gty_quote(checker, by->path));
    gty_relate(checker->diagnostics, finding, mounts[by->index].node, "the later mount");
}

void gty_check_mount_order(const struct gty_checker *checker, const struct gty_mount_request *requests) {
    size_t count = 0, total = checker->config->mount_count;
    if (total < 2) return;
    struct place *places = gty_arena_array(checker->arena, total, sizeof *places);
    // Of the places above the one at hand, each with the latest mount there or above.
    const struct place **latest = gty_arena_array(checker->arena, total, sizeof *latest);
    struct gty_text *above = gty_arena_array(checker->arena, total, sizeof *above);
    if (!places || !latest || !above) return;
    for (size_t i = 0; i < total; i++)
        if (!requests[i].remount && requests[i].destination.length > 1)
            places[count++] = (struct place){requests[i].destination, i};
    qsort(places, count, sizeof *places, compare);
    size_t depth = 0;
    for (size_t i = 0; i < count;) {
        // Those of one place stand together, the last of them is the latest.
        size_t end = i + 1;
        while (end < count && gty_text_equal(places[end].path, places[i].path)) end++;
        while (depth && !gty_path_is_below(places[i].path, above[depth - 1])) depth--;
        const struct place *last = &places[end - 1];
        if (depth && latest[depth - 1]->index > last->index) last = latest[depth - 1];
        for (; i < end; i++)
            if (places[i].index < last->index) report(checker, &places[i], last);
        above[depth] = places[end - 1].path;
        latest[depth++] = last;
    }
}
