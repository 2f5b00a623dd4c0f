package io.dwr.scheduler.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses what a browser sends from a page of another site and what would change something. There is no login here that
 * could tell the user's wish from the page's.
 */
@Component
final class CrossSiteFilter extends OncePerRequestFilter {
    private final HandlerExceptionResolver problems;

    CrossSiteFilter(HandlerExceptionResolver handlerExceptionResolver) {
        this.problems = handlerExceptionResolver;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!changesSomething(request) || !isFromAnotherSite(request)) {
            chain.doFilter(request, response);
            return;
        }
        ProblemException refusal = ProblemException.of(
                ProblemCode.CROSS_SITE,
                "A browser sent this request from a page of another site; send it from a program or from this address"
                        + " itself.");
        problems.resolveException(request, response, null, refusal);
    }

    private static boolean changesSomething(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS" -> false;
            default -> true;
        };
    }

    private static boolean isFromAnotherSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return "cross-site".equals(site) || "same-site".equals(site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !authority(origin).equals(request.getHeader(HttpHeaders.HOST));
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }
}
