%:include <stdio.h>
%:define LENGTH 16

/* Written for a keyboard without brackets and braces. */
static int histogram<:LENGTH:>;

static void tally(const int values<::>, int n)
<%
    %:pragma omp parallel for shared(values, n)
    for (int i = 0; i < n; ++i) <%
        %:pragma omp atomic update
        histogram<:values<:i:> % LENGTH:>++;
    %>
%>

int main(void)
<%
    int v<:64:>;
    for (int i = 0; i < 64; ++i) v<:i:> = i * i;
    tally(v, 64);
    for (int k = 0; k < LENGTH; ++k)
        printf("%d%s", histogram<:k:>, k + 1 < LENGTH ? " " : "\n");
    return 0;
%>