package io.dwr.model.request;

/** JSON pointers (RFC 6901). */
final class Pointers {
    private Pointers() {}

    static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    static String child(String parent, int index) {
        return parent + "/" + index;
    }
}
