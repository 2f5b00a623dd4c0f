package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.model.job.StatusReason;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One pull of one image. */
final class DockerPull {
    private DockerPull() {}

    static void pull(
            DockerClient client, ImageReference reference, @Nullable AuthConfig credentials, PullObserver observer) {
        PullImageCmd command = client.pullImageCmd(reference.repository()).withTag(reference.tagOrDigest());
        if (credentials != null) {
            command.withAuthConfig(credentials);
        }
        Progress progress = new Progress(observer);
        command.exec(progress);
        try {
            progress.end.join();
        } catch (CompletionException failed) {
            throw classified(reference, failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private static RuntimeException classified(ImageReference reference, Throwable cause) {
        if (cause instanceof ImagePullException known) {
            return known;
        }
        String words = cause instanceof DockerException refused
                ? DockerCalls.words(refused)
                : String.valueOf(cause.getMessage());
        return new ImagePullException(
                reason(words), "image " + reference.text() + " cannot be pulled: " + words, cause);
    }

    /** The engine gives no codes here, only words. */
    private static StatusReason reason(String words) {
        String text = words.toLowerCase(Locale.ROOT);
        if (Stream.of("not found", "manifest unknown", "does not exist", "no matching manifest", "invalid reference")
                .anyMatch(text::contains)) {
            return StatusReason.IMAGE_NOT_FOUND;
        }
        if (Stream.of("unauthorized", "authentication required", "denied", "incorrect username")
                .anyMatch(text::contains)) {
            return StatusReason.IMAGE_UNAUTHORIZED;
        }
        return StatusReason.IMAGE_PULL_FAILED;
    }

    private static final class Progress extends ResultCallbackTemplate<Progress, PullResponseItem> {
        private final PullObserver observer;
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        Progress(PullObserver observer) {
            this.observer = observer;
        }

        @Override
        public void onStart(Closeable stream) {
            super.onStart(stream);
            observer.started(this::breakOff);
        }

        @Override
        public void onNext(PullResponseItem item) {
            observer.progress();
            ResponseItem.ErrorDetail error = item.getErrorDetail();
            if (error != null) {
                end.completeExceptionally(new IOException(error.getMessage()));
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
            super.onError(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
            super.onComplete();
        }

        private void breakOff() {
            end.completeExceptionally(new IOException("broken off"));
            try {
                close();
            } catch (IOException closed) {
                observer.progress();
            }
        }
    }
}
