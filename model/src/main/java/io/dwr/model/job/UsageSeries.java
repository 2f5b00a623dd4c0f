package io.dwr.model.job;

import java.util.ArrayList;
import java.util.List;

/**
 * How the use of a container went, from its start to now in at most {@value #MOST_POINTS} points: when there are more, each
 * two become one, which keeps the most memory of both.
 *
 * @param samplesPerPoint how many samples a point stands for; a power of two
 * @param samplesInLast how many the last point stands for so far
 * @param points oldest first
 */
public record UsageSeries(int samplesPerPoint, int samplesInLast, List<UsagePoint> points) {
    public static final int MOST_POINTS = 60;
    public static final UsageSeries EMPTY = new UsageSeries(1, 0, List.of());

    public UsageSeries {
        points = List.copyOf(points);
    }

    /** With one more sample. */
    public UsageSeries plus(UsagePoint sample) {
        List<UsagePoint> more = new ArrayList<>(points);
        if (!points.isEmpty() && samplesInLast < samplesPerPoint) {
            more.set(more.size() - 1, points.getLast().merged(samplesInLast, sample, 1));
            return new UsageSeries(samplesPerPoint, samplesInLast + 1, more);
        }
        more.add(sample);
        return more.size() > MOST_POINTS ? halved(more) : new UsageSeries(samplesPerPoint, 1, more);
    }

    /** Of one point too many: all but the new one in pairs. */
    private UsageSeries halved(List<UsagePoint> tooMany) {
        List<UsagePoint> fewer = new ArrayList<>();
        for (int i = 0; i + 1 < tooMany.size(); i += 2) {
            fewer.add(tooMany.get(i).merged(samplesPerPoint, tooMany.get(i + 1), samplesPerPoint));
        }
        fewer.add(tooMany.getLast());
        return new UsageSeries(samplesPerPoint * 2, 1, fewer);
    }
}
