/* LD_PRELOAD: every fsync and fdatasync takes 5 ms more, as on a real disk. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void pause_5_ms(void)
{
    struct timespec left = {0, 5 * 1000 * 1000};
    while (nanosleep(&left, &left) != 0) {
    }
}

int fsync(int fd)
{
    pause_5_ms();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    pause_5_ms();
    return (int)syscall(SYS_fdatasync, fd);
}
