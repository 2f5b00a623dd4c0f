package io.dwr.executor.engine.docker;

/**
 * An image's name in the parts that a pull takes. A digest wins over a tag; without either it is {@code latest}, since
 * the engine would otherwise fetch every tag.
 */
record ImageReference(String text, String repository, String tagOrDigest) {
    static ImageReference parse(String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        String repository = tagged ? name.substring(0, colon) : name;
        if (at >= 0) {
            return new ImageReference(text, repository, text.substring(at + 1));
        }
        return new ImageReference(text, repository, tagged ? name.substring(colon + 1) : "latest");
    }
}
